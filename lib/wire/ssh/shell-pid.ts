import type { Readable } from 'node:stream';
import { quoteShell } from '../../util/quote.ts';

const MARK = 'osstest-shell-pid:';
const LOOK_AT_MOST = 64 * 1024;

/**
 * The command for sh (whatever the account's login shell is), told to say its process id first. Without it a command
 * cannot be ended: sshd before 9.8 passes on no signals for root, and closing the channel does not end a process.
 */
export const markShell = (command: string): string =>
  `exec sh -c ${quoteShell([`echo ${MARK}$$ >&2; osst_c=$1; set --; eval "$osst_c"`, 'sh', command])}`;

/** Takes the mark out of stderr and passes on the rest. `pid` gives null as long as (or if) there was none. */
export function watchShellPid(stderr: Readable, onStderr: (chunk: Buffer) => void): { pid(): number | null } {
  let pid: number | null = null;
  let held: Buffer | null = Buffer.alloc(0); // what a shell's start-up files say before the mark
  const release = (): void => {
    const chunk = held;
    held = null;
    if (chunk !== null && chunk.length > 0) onStderr(chunk);
  };
  stderr.on('data', (chunk: Buffer) => {
    if (held === null) return onStderr(chunk);
    held = Buffer.concat([held, chunk]);
    const match = new RegExp(`${MARK}(\\d+)\\r?\\n`).exec(held.toString('latin1'));
    if (match !== null) {
      pid = Number(match[1]);
      held = Buffer.concat([held.subarray(0, match.index), held.subarray(match.index + match[0].length)]);
      release();
    } else if (held.length > LOOK_AT_MOST) release();
  });
  stderr.on('end', release);
  return { pid: () => pid };
}
