import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fail } from '../errors/general-errors.ts';
import { formatDuration } from '../util/units.ts';
import type { BuildContext } from './clone-tree.ts';

/** A command of a build. */
export interface BuildCommand {
  /** Such as `configure`; its output is stashed as `build/NAME.log`. */
  readonly name: string;
  /** Absolute, on the host. */
  readonly folder: string;
  /** For the shell. */
  readonly command: string;
  readonly timeoutMs: number;
}

/** How much of what a failed command said last is in the error. */
const LAST_LINES = 5;

/**
 * Runs a command of a build; whatever becomes of it, what it said is stashed.
 *
 * @throws TestFailedError (`TEST_FAILED`, blame test) - it exited with another code than 0; with what it said last.
 * @throws CommandTimeoutError (`COMMAND_TIMED_OUT`, blame test)
 *
 * Source: stands for osstest's buildcmd_stamped_logged.
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
    const said = await host.text(['tail', '-n', String(LAST_LINES), log], { signal, okExitCodes: 'any' });
    fail(
      `${host.name}: ${name} exited ${exitCode} after ${formatDuration(durationMs)}: ${said.replaceAll(/\s*\n\s*/g, ' / ')}`,
    );
  } finally {
    await stashLog(context, log, `build/${name}.log`);
  }
}

/** The log of a host that is gone is gone with it; that is told, and what went wrong stays the failure. */
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
