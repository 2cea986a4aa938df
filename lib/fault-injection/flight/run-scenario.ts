import type { Db } from '../../db/db.ts';
import { createFlight, type JobDefinition } from '../../record/flights/create-flight.ts';
import { pollUntil } from '../../util/poll.ts';
import { minutes } from '../../util/units.ts';
import { withLabServer } from '../coordination/lab-server.ts';
import { FAKE_HOST, startFakeLab } from '../../testing/fakes/fake-hosts.ts';
import { scratchFolder } from '../../testing/machine/scratch-folder.ts';
import { makeFlightPrograms } from './flight-programs.ts';
import { lookAtFlight } from './look-at-flight.ts';

export interface ScenarioOptions {
  /** The number of runners that share one pool, half of them on each flight. */
  readonly runners: number;
  readonly hosts: number;
  /** The number of test jobs of each of the two flights, beside its build job. */
  readonly jobs: number;
  /** The QEMU hosts beside the fake ones, and the jobs of the first flight that use them. */
  readonly emulated?: { readonly hosts: number; readonly jobs: readonly JobDefinition[] };
  /** The limit for the whole scenario; default 15 minutes. */
  readonly timeoutMs?: number;
}

const ON_FAKE = { all_hostflags: FAKE_HOST, step_ms: '5' };

/**
 * Runs two flights with several runners and both daemons, all real processes, on one pool of hosts that record each act.
 * Returns descriptions of violated rules, and the records of the hosts.
 */
export async function runScenario(
  options: ScenarioOptions,
): Promise<{ readonly findings: readonly string[]; readonly touches: number; readonly hostsUsed: number }> {
  await using folder = await scratchFolder('flight-scenario');
  return await withLabServer(folder.path, async (db) => {
    const { emulated = { hosts: 0, jobs: [] } } = options;
    const settings = { qemu: { hosts: emulated.hosts } };
    await using lab = await startFakeLab(db, { hosts: options.hosts, flags: [FAKE_HOST], settings });
    const daemonsToo = { ownerDaemon: true, queueDaemon: true, compiled: emulated.hosts === 0 };
    const wanted = { folder: folder.path, config: lab.config, ...daemonsToo };
    const programs = await makeFlightPrograms(wanted);
    const daemons = [programs.startDaemon('owner'), programs.startDaemon('queue')];
    const flights = await Promise.all(
      [emulated.jobs, []].map((more) => createScenarioFlight(db, programs.job, options.jobs, more)),
    );
    const runners = Array.from({ length: options.runners }, (_, n) => programs.startRunner(flights[n % 2]!));
    try {
      const ended = await pollUntil(
        () => {
          const alive = runners.filter(({ isAlive }) => isAlive).length;
          return Promise.resolve(alive === 0 ? { done: true } : { waiting: `${alive} runners` });
        },
        { subject: 'the runners', timeoutMs: options.timeoutMs ?? minutes(15), intervalMs: 100 },
      ).catch(() => false);
      const touches = lab.touches();
      const findings = ended ? [] : ['runners do not exit'];
      for (const flight of flights) findings.push(...(await lookAtFlight(db, flight, { touches, before: [] })));
      if (findings.length > 0) findings.push(...runners.flatMap(({ log }) => log.slice(-5)));
      return { findings, touches: touches.length, hostsUsed: new Set(touches.map(({ host }) => host)).size };
    } finally {
      for (const process of [...runners, ...daemons]) process.kill('SIGKILL');
      await Promise.all([...runners, ...daemons].map((process) => process.ended));
    }
  });
}

const createScenarioFlight = (
  db: Db,
  job: Awaited<ReturnType<typeof makeFlightPrograms>>['job'],
  count: number,
  more: readonly JobDefinition[],
): Promise<number> =>
  createFlight(db, {
    branch: 'scenario',
    intended: 'real',
    harness: 'test',
    jobs: [
      job('build', 'fake-build', { ...ON_FAKE, revision_xen: 'abc' }),
      ...Array.from({ length: count }, (_, n) => job(`test-${n}`, 'fake-test', { ...ON_FAKE, buildjob: 'build' })),
      ...more,
    ],
  });
