import process from 'node:process';
import { run, type RunOptions } from '../util/subprocess.ts';
import type { SubprocessResult } from '../errors/subprocess-errors.ts';

/**
 * Runs a program as root of namespaces of its own: its mounts are seen by nobody else, and it ends with all that it
 * started when this process dies, however it dies. An ordinary user's root there is backed by /etc/subuid.
 *
 * @throws SubprocessError (`SUBPROCESS_FAILED`, blame lab) - it failed, or the namespaces could not be made.
 */
export function runContained(command: readonly string[], options: RunOptions = {}): Promise<SubprocessResult> {
  const users = process.getuid?.() === 0 ? [] : ['--map-root-user', '--map-auto'];
  return run(
    ['unshare', ...users, '--mount', '--pid', '--mount-proc', '--fork', '--kill-child=KILL', '--', ...command],
    options,
  );
}
