import { listHosts, describeUse } from '../../coordination/host/host-row.ts';
import { reapDeadTasks } from '../../coordination/task/reap-dead-tasks.ts';
import type { Db } from '../../db/db.ts';
import { readAttempts } from '../../record/recorder/attempts.ts';
import { readFlight, readJobs, readSteps } from '../../record/flights/read-records.ts';
import { pollUntil } from '../../util/poll.ts';
import { seconds } from '../../util/units.ts';
import type { Touch } from '../../testing/fakes/fake-hosts.ts';
import { overlaps } from '../../testing/fakes/fake-flight.ts';

/** One run of a step, in any run of its job. */
interface StepResult {
  readonly job: string;
  readonly script: string;
  readonly testid: string;
  readonly status: string;
}

/** Returns every recorded step of a flight, in all runs of its jobs. */
export async function readResults(db: Db, flight: number): Promise<readonly StepResult[]> {
  const attempts = await readAttempts(db, { flight });
  const earlier = attempts.flatMap(({ job, steps }) => steps.map((step) => ({ job, ...step })));
  const present = await readSteps(db, { flight });
  return [...earlier, ...present].map(({ job, script, testid, status }) => ({ job, script, testid, status }));
}

/** Checks a completed flight and describes each violation. */
export async function lookAtFlight(
  db: Db,
  flight: number,
  seen: { readonly touches: readonly Touch[]; readonly before: readonly (readonly StepResult[])[] },
): Promise<string[]> {
  const findings: string[] = [];
  const jobs = await readJobs(db, flight);
  for (const { job, status } of jobs) if (status !== 'pass') findings.push(`${job} is ${status}`);
  const found = await readFlight(db, flight);
  if (found?.blessing !== 'real') findings.push(`flight is blessed ${found?.blessing}`);
  const results = await readResults(db, flight);
  for (const before of seen.before) findings.push(...missing(before, results));
  const own = seen.touches.filter(({ job }) => job.startsWith(`${flight}.`));
  findings.push(...compareWithHosts(own, results, flight), ...overlaps(own), ...(await takenHosts(db)));
  return findings.map((finding) => `flight ${flight}: ${finding}`);
}

const countBy = <T>(items: readonly T[], key: (item: T) => string): ReadonlyMap<string, number> => {
  const counts = new Map<string, number>();
  for (const item of items) counts.set(key(item), (counts.get(key(item)) ?? 0) + 1);
  return counts;
};

/** Checks that the results from before a fault still exist after it. */
function missing(before: readonly StepResult[], after: readonly StepResult[]): string[] {
  const key = ({ job, testid, status }: StepResult): string => `${job} ${testid} ${status}`;
  const final = before.filter(({ status }) => status !== 'running');
  const counts = countBy(after, key);
  return [...countBy(final, key)].flatMap(([name, count]) =>
    (counts.get(name) ?? 0) < count ? [`a result is lost: ${name}`] : [],
  );
}

/** Checks that every act on a host is recorded, and that the hosts saw every step that is recorded as passed. */
function compareWithHosts(touches: readonly Touch[], results: readonly StepResult[], flight: number): string[] {
  const touched = countBy(touches, ({ job, what }) => `${job} ${what}`);
  const key = ({ job, script }: StepResult): string => `${flight}.${job} ${script.replace(/^ts-/, '')}`;
  const begun = countBy(results, key);
  const passed = countBy(
    results.filter(({ status }) => status === 'pass'),
    key,
  );
  const onFakeHosts = new Set(touches.map(({ job }) => job));
  const wrong: string[] = [];
  for (const [name, count] of touched) {
    if ((begun.get(name) ?? 0) < count)
      wrong.push(`hosts saw ${name} ${count} times, the record has ${begun.get(name) ?? 0}`);
  }
  for (const [name, count] of passed) {
    const isOnHost = onFakeHosts.has(name.split(' ')[0] ?? '') && !/ (build-check|hosts-allocate)/.test(name);
    if (isOnHost && count > (touched.get(name) ?? 0))
      wrong.push(`${name} passed ${count} times, but hosts saw it less often`);
  }
  return wrong;
}

/** Returns the hosts that do not become free. */
async function takenHosts(db: Db): Promise<readonly string[]> {
  let taken: readonly string[] = [];
  await pollUntil(
    async () => {
      await reapDeadTasks(db);
      const hosts = await listHosts(db);
      taken = hosts.flatMap((host) => (host.owner === null ? [] : [`${host.name} is not free: ${describeUse(host)}`]));
      return taken.length === 0 ? { done: true } : { waiting: taken.join(', ') };
    },
    { subject: 'hosts to become free', timeoutMs: seconds(60), intervalMs: 100 },
  ).catch(() => false);
  return taken;
}
