import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import type { Benchmark } from '../../typings/benchmark.ts';
import type { LabEvent } from '../../typings/events.ts';
import { cloneCompiled, cloneProject, shellEnvironment } from '../contract/clone-project.ts';
import { oneHostLab } from '../testing/hosts/one-host-lab.ts';
import { medianTime } from '../testing/machine/time-work.ts';
import { run } from '../util/subprocess.ts';
import { systemClock } from '../util/clock.ts';
import { quantile } from '../util/quantile.ts';

const ROUNDS = 7;

/** A test of one's own, as docs/writing-a-test.md has it. */
const OWN_TEST = `import { defineTest } from 'osstest';
export default defineTest({ name: 'own', summary: 'Asks the host.', needs: { host: 'bare' } }, async ({ host, signal }) => {
  await host.exec('true', { signal });
});
`;

/** From Enter to the first command of a step by hand, on a host that is up: an sshd of this machine. */
export const benchmarks: readonly Benchmark[] = [
  {
    name: 'osstest step run',
    async run(report) {
      await using lab = await oneHostLab();
      await using clone = await cloneProject();
      await using compiled = await cloneCompiled();
      // on a busy machine, compare every figure with that of a process that does nothing
      const bareMs = await medianTime(() => run([process.execPath, '-e', '0']));
      const measure = async (name: string, folder: string, recipe: string, test: string): Promise<void> => {
        await writeFile(join(folder, 'own.ts'), OWN_TEST);
        const times: number[] = [];
        for (let round = 0; round < ROUNDS; round++) {
          const events = join(folder, 'events.jsonl');
          await rm(events, { force: true });
          const words = ['bin/osstest.js', 'step', 'run', recipe, test];
          const flags = ['--config', lab.configFile, '--jsonl', events];
          const beganAt = systemClock.now();
          await run([process.execPath, ...words, ...flags], { cwd: folder, env: shellEnvironment() });
          times.push((await firstCommandAt(events)) - beganAt);
        }
        const value = quantile(
          times.toSorted((a, b) => a - b),
          0.5,
        );
        const compared = { comparedWith: `node -e 0 (${bareMs.toFixed(0)} ms)`, ratio: value / bareMs };
        report({ name: `${name}: Enter to its first command`, value, unit: 'ms', limit: '<= 1000 ms', ...compared });
      };
      await measure('a test of osstest, compiled', compiled.path, './lib/testing/hosts/own-recipe.js', 'do-what');
      await measure('a test of one’s own, compiled', compiled.path, './lib/testing/hosts/own-recipe.js', './own.ts');
      await measure('a test of osstest, in a clone', clone.path, './lib/testing/hosts/own-recipe.ts', 'do-what');
    },
  },
];

async function firstCommandAt(events: string): Promise<number> {
  const lines = (await readFile(events, 'utf8')).trim().split('\n');
  const first = lines.map((line) => JSON.parse(line) as LabEvent).find(({ kind }) => kind === 'command-started');
  if (first === undefined) throw new Error(`${events}: no command was run`);
  return new Date(first.at).getTime();
}
