import process from 'node:process';
import { cloneCompiled, shellEnvironment } from '../../contract/clone-project.ts';
import { createFlight } from '../../record/flights/create-flight.ts';
import { freshDatabase } from '../../testing/database/fresh-database.ts';
import { onDatabase } from '../../testing/machine/run-in-terminal.ts';
import { run } from '../../util/subprocess.ts';
import type { Benchmark } from '../../../typings/benchmark.ts';

const LINES = [['fl'], ['report', 'show', ''], ['job', 'run', ''], ['gate', 'run', ''], ['host', 'show', '']];

/** Measures how long a user of the compiled command waits after the TAB key, with names from a database. */
export const benchmarks: readonly Benchmark[] = [
  {
    name: 'osstest __complete, compiled',
    async run(report) {
      await using db = await freshDatabase();
      for (let i = 0; i < 60; i++) await createFlight(db, { branch: `b${i}`, intended: 'play', jobs: createJobs(100) });
      await using clone = await cloneCompiled();
      const bare = await medianMs(clone.path, ['-e', '0']);
      for (const line of LINES) {
        const value = await medianMs(clone.path, ['bin/osstest.js', '__complete', ...onDatabase(db), ...line]);
        const name = `complete "osstest ${line.join(' ')}"`;
        report({ name, value, unit: 'ms', comparedWith: 'node -e 0', ratio: value / bare, limit: '<= 200 ms' });
      }
    },
  },
];

const createJobs = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ job: `test-${index}`, recipe: 'test-pv', runvars: {} }));

async function medianMs(cwd: string, words: readonly string[]): Promise<number> {
  const times: number[] = [];
  for (let i = 0; i < 15; i++) {
    times.push((await run([process.execPath, ...words], { cwd, env: shellEnvironment() })).durationMs);
  }
  return times.toSorted((a, b) => a - b)[7] ?? Number.NaN;
}
