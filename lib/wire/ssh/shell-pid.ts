import type { Readable } from 'node:stream';
import { quoteShell } from '../../util/quote.ts';

const MARK = 'osstest-shell-pid:';
const LOOK_AT_MOST = 64 * 1024;

/**
 * Returns a command line that runs the command in sh, for any login shell, and prints the process id of sh first. The
 * process id is required to stop the command: sshd before 9.8 passes on no signals for root, and closing the channel
 * does not end a process.
 */
export const markShell = (command: string): string =>
  `exec sh -c ${quoteShell([`echo ${MARK}$$ >&2; osst_c=$1; set --; eval "$osst_c"`, 'sh', command])}`;

/** Removes the mark from stderr and passes on the rest. Resolves to the process id; null: the stream had no mark. */
export function watchShellPid(stderr: Readable, onStderr: (chunk: Buffer) => void): Promise<number | null> {
  return new Promise((resolve) => {
    let held: Buffer | null = Buffer.alloc(0); // output of the shell's start-up files before the mark
    const release = (rest: Buffer | null, pid: number | null): void => {
      held = null;
      resolve(pid);
      if (rest !== null && rest.length > 0) onStderr(rest);
    };
    stderr.on('data', (chunk: Buffer) => {
      if (held === null) return onStderr(chunk);
      held = Buffer.concat([held, chunk]);
      const match = new RegExp(`${MARK}(\\d+)\\r?\\n`).exec(held.toString('latin1'));
      if (match !== null) {
        const after = held.subarray(match.index + match[0].length);
        release(Buffer.concat([held.subarray(0, match.index), after]), Number(match[1]));
      } else if (held.length > LOOK_AT_MOST) release(held, null);
    });
    stderr.on('end', () => held !== null && release(held, null));
  });
}
