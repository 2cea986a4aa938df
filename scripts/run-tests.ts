// Runs AVA, shows what it shows, then the slow tests, and as the last line `N passed, N failed` (`, N skipped`).
// AVA's own report has what its TAP has not: how long each test took, and the code around a failure.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import process from 'node:process';
import { finalLine, readReport, slowTests } from './test-report.ts';

const options = [process.stdout.isTTY ? '--color' : '--no-color', ...process.argv.slice(2)];
const child = spawn(process.execPath, ['node_modules/ava/entrypoints/cli.mjs', ...options], {
  stdio: ['ignore', 'pipe', 'inherit'],
});
process.once('SIGINT', () => undefined); // the terminal sends it to AVA, too; we end with AVA
process.once('SIGTERM', () => child.kill('SIGTERM'));

/** AVA waits for ever for a worker that neither ends nor lets its tests time out. */
const SILENT_MINUTES = 30;
const giveUp = (): void => {
  process.stdout.write(`no test has ended for ${SILENT_MINUTES} minutes: AVA is ended\n`);
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
if (signal !== null) process.stdout.write(`AVA was ended by ${signal}\n`);
if (report.passed + report.failed === 0) process.stdout.write('no test was run\n');
process.stdout.write(`${finalLine(report)}\n`);
process.exitCode = report.failed === 0 && report.passed > 0 ? 0 : 1;
