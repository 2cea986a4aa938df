import process from 'node:process';
import { run, type RunOptions } from '../../util/subprocess.ts';
import type { SubprocessResult } from '../../errors/subprocess-errors.ts';

/**
 * Runs a program as root in new namespaces. For an ordinary user, /etc/subuid provides the user ids.
 *
 * No other process sees the program's mounts. The program and its children are killed when this process exits or is killed.
 *
 * @throws SubprocessError (`SUBPROCESS_FAILED`, blame lab) - the program failed, or the namespaces could not be created.
 */
export function runContained(command: readonly string[], options: RunOptions = {}): Promise<SubprocessResult> {
  const users = process.getuid?.() === 0 ? [] : ['--map-root-user', '--map-auto'];
  return run(
    ['unshare', ...users, '--mount', '--pid', '--mount-proc', '--fork', '--kill-child=KILL', '--', ...command],
    options,
  );
}
