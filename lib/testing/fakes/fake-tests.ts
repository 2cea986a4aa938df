import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import process from 'node:process';
import { fail } from '../../errors/general-errors.ts';
import { LabSetupError } from '../../errors/lab-errors.ts';
import { defineTest } from '../../flight/define/define-test.ts';
import { pollUntil } from '../../util/poll.ts';
import { startTimer } from '../../util/timer.ts';
import { minutes } from '../../util/units.ts';
import { touchCommand } from './fake-hosts.ts';

/** The time limit of a step; long enough for a machine with a load of 20. */
const LIMIT_MS = minutes(20);

/**
 * Returns a test that touches its host. It obeys these runvars of the job:
 *
 * - `step_ms`: how long each step takes
 * - `NAME_waits_for`: a file; the step waits until it exists
 * - `NAME_ends`: `fail`, `broken`, `broken-once` (the step passes in the next run of the job), or `fail-first` (the step fails
 *   in one of the flights that have the same file `first_failure`)
 * - `leave_behind`: the step leaves a process of the harness running
 * - `leave_open`: the step leaves a timer running
 * - `leave_words`: the step writes to the harness's stderr
 */
export const touch = (name: string) =>
  defineTest(
    { name, summary: 'Touches its host.', needs: { host: 'bare' }, timeoutMs: LIMIT_MS },
    async ({ host, flight, job, runvars, stash, signal }) => {
      const command = touchCommand(`${flight}.${job}`, process.pid, name, Number(runvars.get('step_ms') ?? 0));
      await host.exec(command, { signal, timeoutMs: LIMIT_MS });
      await untilExists(runvars.get(`${name.replaceAll('-', '_')}_waits_for`), signal);
      if (runvars.get('leave_behind') !== null) await stash.put('left-behind', String(leaveBehind()));
      if (runvars.get('leave_words') !== null) process.stderr.write('some words\n');
      if (runvars.get('leave_open') !== null) startTimer(minutes(10), () => undefined);
      const ends = runvars.get(`${name.replaceAll('-', '_')}_ends`);
      if (ends === 'fail-first' && (await isFirstOfAll(runvars.get('first_failure') ?? '')))
        fail('the first run of all fails');
      if (ends === 'fail') fail(`${name} fails, as its runvar demands`);
      const isFirst = (await stash.read('attempt-1/seen')) === null;
      await stash.put('seen', name);
      if (ends === 'broken' || (ends === 'broken-once' && isFirst))
        throw new LabSetupError(`${name}: the lab is broken`);
    },
  );

async function untilExists(file: string | null, signal: AbortSignal): Promise<void> {
  if (file === null) return;
  const look = () => Promise.resolve(existsSync(file) ? { done: true } : { waiting: `${file} does not exist` });
  await pollUntil(look, { subject: file, timeoutMs: LIMIT_MS, intervalMs: 20, signal });
}

const isFirstOfAll = (file: string): Promise<boolean> =>
  writeFile(file, '', { flag: 'wx' }).then(
    () => true,
    () => false,
  );

/** Leaves a process running, as a faulty test does, and returns its process id. */
function leaveBehind(): number {
  const child = spawn('sh', ['-c', 'sleep 300 & wait'], { stdio: 'ignore' });
  child.unref();
  return child.pid ?? 0;
}

/** A test that stashes the output of a build and records its path. */
export const makeOutput = defineTest(
  { name: 'make-output', summary: 'Makes an output.', needs: { host: 'bare' }, timeoutMs: LIMIT_MS },
  async ({ host, flight, job, runvars, stash, signal }) => {
    const command = touchCommand(`${flight}.${job}`, process.pid, 'make-output', Number(runvars.get('step_ms') ?? 0));
    await host.exec(command, { signal, timeoutMs: LIMIT_MS });
    if (runvars.get('make_output_ends') === 'fail') fail('the build fails, as its runvar demands');
    await stash.put('build/dist.tar.gz', `built of ${runvars.get('revision_xen') ?? 'nothing'}`);
    await runvars.set('path_dist', 'build/dist.tar.gz');
    await runvars.set('built_revision_xen', runvars.get('revision_xen') ?? 'unknown');
    for (const [name, value] of Object.entries(runvars.all())) {
      if (name.startsWith('revision_') && name !== 'revision_xen') await runvars.set(`built_${name}`, value);
    }
  },
);
