import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fail } from '../errors/general-errors.ts';
import { formatDuration } from '../util/units.ts';
import type { BuildContext } from './clone-tree.ts';

/** A command of a build. */
export interface BuildCommand {
  /** Such as `configure`. The output is stashed as `build/NAME.log`. */
  readonly name: string;
  /** Absolute, on the host. */
  readonly folder: string;
  /** A shell command. */
  readonly command: string;
  readonly timeoutMs: number;
}

/** Number of last output lines of a failed command in the error. */
const LAST_LINES = 5;

/**
 * Runs a command of a build, and stashes its output, also after a failure.
 *
 * @throws TestFailedError (`TEST_FAILED`, blame test) - the exit code is not 0; the message has the last lines of output.
 * @throws CommandTimeoutError (`COMMAND_TIMED_OUT`, blame test)
 *
 * Source: replaces osstest's buildcmd_stamped_logged.
 */
export async function runBuild(context: BuildContext, build: BuildCommand): Promise<void> {
  const { host, recorder, signal } = context;
  const { name, folder, command, timeoutMs } = build;
  const log = `${folder}.${name}.log`;
  try {
    const { exitCode, durationMs } = await host.exec(
      ['sh', '-c', `cd "$1" && exec >"$2" 2>&1\n${command}`, name, folder, log],
      {
        timeoutMs,
        signal,
        okExitCodes: 'any',
      },
    );
    if (exitCode === 0) return recorder.progress(`${name}: done in ${formatDuration(durationMs)}`);
    const output = await host.text(['tail', '-n', String(LAST_LINES), log], { signal, okExitCodes: 'any' });
    fail(
      `${host.name}: ${name} exited ${exitCode} after ${formatDuration(durationMs)}: ${output.replaceAll(/\s*\n\s*/g, ' / ')}`,
    );
  } finally {
    await stashLog(context, log, `build/${name}.log`);
  }
}

/** Stashes the log. A log that cannot be read is reported as `cleanup-failed`, so that the error of the command remains. */
async function stashLog({ host, stash, recorder }: BuildContext, remote: string, name: string): Promise<void> {
  const scratch = await mkdtemp(join(tmpdir(), 'osstest-build-'));
  try {
    await host.ssh.getFile(remote, join(scratch, 'log'));
    await stash.putFile(name, join(scratch, 'log'));
  } catch (error) {
    recorder.emit({ kind: 'cleanup-failed', subject: name, message: String(error) });
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}
