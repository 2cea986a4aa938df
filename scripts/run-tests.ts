// Runs AVA and prints its report, then the slow tests, and as the last line `N passed, N failed` (`, N skipped`).
// AVA's default report is parsed because its TAP report lacks the duration of each test and the code around a failure.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import process from 'node:process';
import { finalLine, readReport, slowTests } from './test-report.ts';

const options = [process.stdout.isTTY ? '--color' : '--no-color', ...process.argv.slice(2)];
const child = spawn(process.execPath, ['node_modules/ava/entrypoints/cli.mjs', ...options], {
  stdio: ['ignore', 'pipe', 'inherit'],
});
process.once('SIGINT', () => undefined); // the terminal also sends it to AVA; this process exits after AVA
process.once('SIGTERM', () => child.kill('SIGTERM'));

/** The limit for silence. AVA waits forever for a worker that neither exits nor reports a timeout of its tests. */
const SILENT_MINUTES = 30;
const giveUp = (): void => {
  process.stdout.write(`AVA printed nothing for ${SILENT_MINUTES} minutes and was killed\n`);
  child.kill('SIGKILL');
};
let silence = setTimeout(giveUp, SILENT_MINUTES * 60_000);

const lines: string[] = [];
for await (const line of createInterface({ input: child.stdout })) {
  clearTimeout(silence);
  silence = setTimeout(giveUp, SILENT_MINUTES * 60_000);
  process.stdout.write(`${line}\n`);
  lines.push(line);
}
clearTimeout(silence);
const [exitCode, signal] = (
  child.exitCode === null && child.signalCode === null ? await once(child, 'exit') : [child.exitCode, child.signalCode]
) as [number | null, string | null];

const report = readReport(lines, exitCode);
for (const { title, seconds } of slowTests(report)) process.stdout.write(`slow: ${seconds.toFixed(1)} s  ${title}\n`);
if (signal !== null) process.stdout.write(`AVA was killed by ${signal}\n`);
if (report.passed + report.failed === 0) process.stdout.write('no test ran\n');
process.stdout.write(`${finalLine(report)}\n`);
process.exitCode = report.failed === 0 && report.passed > 0 ? 0 : 1;
