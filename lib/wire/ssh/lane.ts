import { randomBytes } from 'node:crypto';
import type { ClientChannel } from 'ssh2';
import { channelEnd, openExec, type ChannelEnd, type NotBegun } from './channel.ts';
import type { Link } from './dial.ts';
import { laneMark, laneScript } from './lane-script.ts';
import { createMarkScanner, type MarkScanner } from './mark-scanner.ts';

/** A shell on the box that runs one command after the other; see laneScript. */
export interface Lane {
  readonly channel: ClientChannel;
  /** Of the shell, which leads its process group. */
  readonly pid: number;
  /** Whether it can take a further command. */
  isUsable(): boolean;
  /** Ends it: a command was given up, and nothing more may come from it. */
  retire(): void;
  /** Begins a command; one at a time. */
  begin(command: string, onStdout: (chunk: Buffer) => void, onStderr: (chunk: Buffer) => void): LaneCommand;
}

export interface LaneCommand {
  /** Both undefined: the channel closed with no word about the command. Comes after all of its output. */
  readonly ended: Promise<ChannelEnd>;
  /** What it exited with while something that it left running holds its output; null: not so. */
  exitedWith(): number | null;
}

const LONGEST = 8192;

/**
 * Whether a command is the same in a lane as in a session of its own: `$$` and `$PPID` would be the lane's, and a long
 * one is slow to read for a shell, which does it byte by byte.
 */
export const fitsLane = (command: string): boolean => command.length <= LONGEST && !/\$\$|\$\{\$|PPID|\0/.test(command);

/** Opens a lane; null: this box's shell cannot be one. */
export async function openLane(link: Link): Promise<Lane | NotBegun | null> {
  const helloId = randomBytes(12).toString('hex');
  const channel = await openExec(link, laneScript(helloId));
  if ('notBegun' in channel) return channel;
  const scanners = { stdout: createMarkScanner(), stderr: createMarkScanner() };
  channel.on('error', () => undefined); // writing to a lane that has ended; its end is seen by 'close'
  channel.on('data', scanners.stdout.feed).on('end', scanners.stdout.end);
  channel.stderr.on('data', scanners.stderr.feed).on('end', scanners.stderr.end);
  const closed = channelEnd(channel);
  const hello = awaitMarks(scanners, helloId, drop, drop); // drops what start-up files print
  const pid = await Promise.race([hello, closed.then(() => null)]);
  return pid === null ? null : createLane(channel, Number(pid), scanners, closed);
}

const drop = (): void => undefined;

interface Scanners {
  readonly stdout: MarkScanner;
  readonly stderr: MarkScanner;
}

function createLane(channel: ClientChannel, pid: number, scanners: Scanners, closed: Promise<ChannelEnd>): Lane {
  const state = { isClosed: false, isHeld: false };
  closed.then(() => (state.isClosed = true)).catch(drop);
  return {
    channel,
    pid,
    isUsable: () => !state.isClosed && !state.isHeld && channel.writable,
    retire: () => {
      state.isClosed = true;
      channel.close();
    },
    begin: (command, onStdout, onStderr) => {
      const exited = { code: null as number | null };
      const id = randomBytes(12).toString('hex');
      const marked = awaitMarks(scanners, id, onStdout, onStderr).then(async (words) => {
        const [exitCode, held] = words.split(' ').map(Number);
        if (held !== 0) {
          state.isHeld = true;
          exited.code = exitCode ?? null;
          await closed;
        }
        return { exitCode, signal: undefined };
      });
      channel.write(`${id} ${command.split('\n').length}\n${command}\n`);
      return { ended: Promise.race([marked, whenClosed(closed, exited)]), exitedWith: () => exited.code };
    },
  };
}

/** A lane that closes before the command's end was killed, by the command or by somebody else. */
async function whenClosed(closed: Promise<ChannelEnd>, exited: { readonly code: number | null }): Promise<ChannelEnd> {
  const end = await closed;
  return exited.code === null ? end : new Promise<never>(() => undefined); // its marks said how it ended
}

/** Resolves with the word behind stdout's mark when the marks of both streams have come. */
async function awaitMarks(
  scanners: Scanners,
  id: string,
  onStdout: (chunk: Buffer) => void,
  onStderr: (chunk: Buffer) => void,
): Promise<string> {
  const mark = laneMark(id);
  const [word] = await Promise.all([
    new Promise<string>((resolve) => scanners.stdout.expect(mark, onStdout, resolve)),
    new Promise<string>((resolve) => scanners.stderr.expect(mark, onStderr, resolve)),
  ]);
  return word;
}
