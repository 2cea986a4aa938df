import process from 'node:process';
import { cloneCompiled, shellEnvironment } from '../contract/clone-project.ts';
import { run } from '../util/subprocess.ts';
import type { Benchmark } from '../../typings/benchmark.ts';

/** Measures how long the compiled command takes to print its help, compared with a node process that does nothing. */
export const benchmarks: readonly Benchmark[] = [
  {
    name: 'osstest --help, compiled',
    async run(report) {
      await using clone = await cloneCompiled();
      const bare = await medianMs(clone.path, ['-e', '0']);
      for (const words of [['--help'], ['config', 'show', '--help'], ['config', 'show']]) {
        const value = await medianMs(clone.path, ['bin/osstest.js', ...words]);
        const limit = words[0] === '--help' ? { limit: '<= 150 ms' } : {};
        const name = `osstest ${words.join(' ')}`;
        report({ name, value, unit: 'ms', comparedWith: 'node -e 0', ratio: value / bare, ...limit });
      }
    },
  },
];

async function medianMs(cwd: string, words: readonly string[]): Promise<number> {
  const times: number[] = [];
  for (let i = 0; i < 15; i++) {
    times.push((await run([process.execPath, ...words], { cwd, env: shellEnvironment() })).durationMs);
  }
  return times.toSorted((a, b) => a - b)[7] ?? Number.NaN;
}
