import { existsSync, writeFileSync } from 'node:fs';
import type { GateHarness } from '../../gate/gate-context.ts';
import { isBlessed, ownHarness } from '../../gate/harness/own-harness.ts';
import { blessWhenOver } from '../../record/flights/bless-flight.ts';
import { readStoredFlight, type StoredJob } from '../../flight/make/stored-flight.ts';

/** Creates real flights and, without running their jobs, writes the records that the runvars of the jobs demand. */
export const recordingHarness: GateHarness = {
  ...ownHarness,
  runFlight: async ({ db }, flight, blessing) => {
    if (await isBlessed(db, flight)) return true;
    await db.none("update flights set blessing = 'running', started = 1500000000 where flight = $1", flight);
    const { jobs } = await readStoredFlight(db, flight);
    for (const job of jobs) {
      const tests = testsOf(job);
      const status = tests.find(([, ended]) => ended !== 'pass')?.[1] ?? 'pass';
      await db.none('update jobs set status = $3 where flight = $1 and job = $2', [flight, job.job, status]);
      await db.none(
        'insert into steps (flight, job, stepno, step, status, testid, started, finished) ' +
          "select $1, $2, n, 'ts-' || t, s, t, 1500000000, 1500000060 " +
          'from unnest($3::text[], $4::text[]) with ordinality as tests (t, s, n)',
        [flight, job.job, tests.map(([testid]) => testid), tests.map(([, ended]) => ended)],
      );
      if (job.recipe !== 'fake-build' || status !== 'pass') continue;
      await db.none(
        'insert into runvars (flight, job, name, val, synth) ' +
          "select flight, job, 'built_' || name, val, true from runvars " +
          "where flight = $1 and job = $2 and name like 'revision%'",
        [flight, job.job],
      );
    }
    await blessWhenOver(db, flight, blessing);
    return true;
  },
};

const TESTIDS = { 'fake-build': ['make-output'], 'fake-test': ['xen-boot', 'guest-start', 'guest-stop', 'leak-check'] };

/** Returns how each test of a job ends; tests after a failed one do not run. */
function testsOf({ recipe, runvars }: StoredJob): readonly (readonly [string, string])[] {
  const tests: (readonly [string, string])[] = [];
  for (const testid of TESTIDS[recipe as keyof typeof TESTIDS]) {
    const ended = endOf(runvars[`${testid.replaceAll('-', '_')}_ends`], runvars['first_failure']);
    tests.push([testid, ended]);
    if (ended !== 'pass') break;
  }
  return tests;
}

function endOf(ends: string | undefined, first: string | undefined): string {
  if (ends !== 'fail-first') return ends ?? 'pass';
  if (first === undefined || existsSync(first)) return 'pass';
  writeFileSync(first, '');
  return 'fail';
}
