import test from 'ava';
import { freshDatabase } from '../testing/database/fresh-database.ts';
import { scenarioRows, type ScenarioFlight } from '../testing/history/history-scenario.ts';
import { loadHistory } from '../testing/history/load-history.ts';
import type { StepStatus } from '../../typings/status.ts';
import type { JobChanges } from '../../typings/history.ts';
import { describeChanges } from '../report/history/history-changes.ts';
import { readJobChanges } from './job-changes.ts';
import { listJobRuns } from './job-history.ts';

const JOB = 'test-amd64-amd64-xl';
const flight = (number: number, revision: string, status: StepStatus): ScenarioFlight => ({
  flight: number,
  revision,
  jobs: { [JOB]: { tests: { 'guest-start': status } } },
});

/** Flight 2 is the last that passed, 3 the first failure, and 4 another failure. */
async function changesOf(
  runvars: readonly { readonly flight: number; readonly name: string; readonly val: string }[],
  statuses: readonly StepStatus[] = ['pass', 'pass', 'fail', 'fail'],
): Promise<JobChanges | null> {
  await using db = await freshDatabase();
  const rows = scenarioRows(statuses.map((status, index) => flight(index + 1, index < 2 ? 'aaaa' : 'bbbb', status)));
  const more = runvars.map((runvar) => ({ ...runvar, job: JOB, synth: false }));
  await loadHistory(db, [{ ...rows, runvars: [...rows.runvars, ...more] }]);
  const runs = await listJobRuns(db, JOB);
  return await readJobChanges(db, runs, (tree, from, to) =>
    Promise.resolve({ commits: [`1234567 ${tree} after ${from} up to ${to}`], total: 3, problem: null }),
  );
}

test('readJobChanges compares the last pass with the failure after it, not with the newest one', async (t) => {
  const changes = await changesOf([
    ...[1, 2, 3, 4].map((number) => ({ flight: number, name: 'host', val: number < 3 ? 'host1' : 'host2' })),
    ...[1, 2, 3, 4].map((number) => ({ flight: number, name: 'toolstack', val: number < 3 ? 'xl' : 'libvirt' })),
    ...[1, 2, 3, 4].map((number) => ({ flight: number, name: 'xenbuildjob', val: `${number}.build-amd64` })),
    { flight: 4, name: 'later', val: 'x' },
  ]);
  t.like(changes, { lastPass: { flight: 2 }, firstFailure: { flight: 3 }, failures: 2 });
  t.deepEqual(changes?.hosts, [{ name: 'host', before: 'host1', after: 'host2' }]);
  t.deepEqual(changes?.runvars, [{ name: 'toolstack', before: 'xl', after: 'libvirt' }]);
  const lines = describeChanges(changes);
  t.regex(lines[1] ?? '', /^Changed between 2 and 3: .*host host1 → host2, toolstack xl → libvirt\.$/);
});

test('readJobChanges returns no changes after a pass, and only failures where no run passed', async (t) => {
  t.is(await changesOf([], ['fail', 'pass']), null);
  const never = await changesOf([], ['fail', 'fail']);
  t.like(never, { lastPass: null, failures: 2, firstFailure: { flight: 1 } });
  t.deepEqual(describeChanges(never), ['No run passed.']);
});

test('describeChanges shows commits and the number of further ones', (t) => {
  const run = { flight: 2 } as JobChanges['firstFailure'];
  const log = { commits: ['12 one', '11 other'], total: 5, problem: null };
  const changes: JobChanges = {
    lastPass: run,
    firstFailure: { ...run, flight: 3 },
    failures: 1,
    revisions: [{ name: 'xen', before: 'a', after: 'b', log }],
    hosts: [],
    runvars: [],
    harness: [],
  };
  t.deepEqual(describeChanges(changes).slice(2), ['xen: 5 commits', '  12 one', '  11 other', '  and 3 older ones']);
});
