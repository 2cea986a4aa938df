// Runs the test suite several times, optionally beside busy processes, and prints the failure rate of each failed test.
// Usage: npm run test:repeat -- N [--load K] [FILE...]. Exit codes: 0 no failure, 1 failures, 2 wrong usage.
// Omits the tests of a job on a real QEMU host, which take minutes, unless their file is named.
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { stripVTControlCharacters } from 'node:util';
import process from 'node:process';
import { describeFailures, failuresOf, parseRepeatOptions, type SuiteRun } from './repeat-report.ts';

/** Tests on emulated hosts, which take minutes. */
const EMULATED = ['lib/flight/job/real-host.test.ts'];

const options = parseRepeatOptions(process.argv.slice(2));
if (options === null) {
  process.stderr.write('usage: npm run test:repeat -- N [--load K] [FILE...]\n');
  process.exit(2);
}
const { runs, load, rest } = options;
const hasFiles = rest.some((word) => !word.startsWith('-'));
const files = hasFiles
  ? rest
  : [...rest, '!lib/**/*.lab.test.ts', 'lib/**/*.test.ts', ...EMULATED.map((file) => `!${file}`)];
if (!hasFiles)
  process.stdout.write(`omitted, because they need an emulated host: ${EMULATED.join(', ')}, *.lab.test.ts\n`);

const busy = Array.from({ length: load }, () => spawn(process.execPath, ['-e', 'for (;;);'], { stdio: 'ignore' }));
const stopLoad = (): void => busy.forEach((child) => child.kill('SIGKILL'));
process.once('exit', stopLoad);
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));

const done: SuiteRun[] = [];
for (let run = 1; run <= runs; run++) {
  const result = await runSuite();
  done.push(result);
  const failed = result.failures.length;
  process.stdout.write(
    `run ${run} of ${runs}: ${result.passed} passed, ${failed} failed${failed > 0 ? `: ${result.failures.join('; ')}` : ''}\n`,
  );
}
stopLoad();
process.stdout.write(`${describeFailures(done).join('\n')}\n`);
process.exitCode = done.some(({ failures }) => failures.length > 0) ? 1 : 0;

/** Runs the suite once and prints only the details of failures. */
async function runSuite(): Promise<SuiteRun> {
  const child: ChildProcess = spawn(
    process.execPath,
    ['--import=tsx', new URL('run-tests.ts', import.meta.url).pathname, ...files],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  const lines: string[] = [];
  for await (const line of createInterface({ input: child.stdout! })) lines.push(stripVTControlCharacters(line));
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  const [, passed = '0', failed = '1'] = /^(\d+) passed, (\d+) failed/.exec(lines.at(-1) ?? '') ?? [];
  const details = lines.slice(lines.findIndex((line) => line.trim() === '─'));
  if (Number(failed) > 0) process.stdout.write(`${details.join('\n')}\n`);
  return { passed: Number(passed), failures: failuresOf(lines, Number(failed)) };
}
