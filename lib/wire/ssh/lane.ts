import { randomBytes } from 'node:crypto';
import type { ClientChannel } from 'ssh2';
import { channelEnd, openExec } from './channel.ts';
import { laneMark, laneScript } from './lane-script.ts';
import { createMarkScanner, type MarkScanner } from './mark-scanner.ts';
import type { ChannelEnd, Lane, Link, NotBegun } from './link.ts';

const LONGEST = 8192;

/**
 * Returns whether a command may run in a lane. `$$` and `$PPID` would be those of the lane. A long command is slow,
 * since a shell reads it byte by byte.
 */
export const fitsLane = (command: string): boolean => command.length <= LONGEST && !/\$\$|\$\{\$|PPID|\0/.test(command);

/** Opens a lane; null: the host's shell does not support lanes. */
export async function openLane(link: Link): Promise<Lane | NotBegun | null> {
  const hello = newId();
  const channel = await openExec(link, laneScript(hello));
  if ('notBegun' in channel) return channel;
  const scanners = { stdout: createMarkScanner(), stderr: createMarkScanner() };
  channel.on('error', drop); // a write to a lane that has ended; 'close' reports its end
  channel.on('data', scanners.stdout.feed).on('end', scanners.stdout.end);
  channel.stderr.on('data', scanners.stderr.feed).on('end', scanners.stderr.end);
  const closed = channelEnd(channel);
  const answer = expectAnswer(scanners, hello, drop, drop); // drops the output of start-up files
  const pid = await Promise.race([answer.came, closed.then(() => null)]);
  return pid === null ? null : createLane(channel, Number(pid), scanners, closed);
}

const newId = (): string => randomBytes(9).toString('base64url');

const drop = (): void => undefined;

interface Scanners {
  readonly stdout: MarkScanner;
  readonly stderr: MarkScanner;
}

function createLane(channel: ClientChannel, pid: number, scanners: Scanners, closed: Promise<ChannelEnd>): Lane {
  const state = { isOver: false, usedAt: performance.now() };
  const close = (): boolean => (state.isOver = true);
  closed.then(close, close);
  return {
    channel,
    pid,
    isUsable: () => !state.isOver && channel.writable,
    idleMs: () => performance.now() - state.usedAt,
    retire: () => {
      close();
      channel.close();
    },
    isThere: async () => {
      const id = newId();
      const answer = expectAnswer(scanners, id, drop, drop);
      channel.write(`${id} 0\n`);
      return (await Promise.race([answer.came, closed.then(() => null)])) !== null;
    },
    begin: (command, onStdout, onStderr) => {
      const id = newId();
      const answer = expectAnswer(scanners, id, onStdout, onStderr, (words) => {
        state.usedAt = performance.now();
        if (words.endsWith(' 1')) close(); // a process holds its output: the lane takes no further command
      });
      channel.write(`${id} ${command.split('\n').length}\n${command}\n`);
      const exitedWith = (): number | null =>
        answer.word() === null ? null : Number.parseInt(answer.word() ?? '', 10);
      return { ended: commandEnd(answer, closed, exitedWith), exitedWith };
    },
  };
}

async function commandEnd(
  answer: Answer,
  closed: Promise<ChannelEnd>,
  exitedWith: () => number | null,
): Promise<ChannelEnd> {
  const first = await Promise.race([answer.came, closed]);
  if (typeof first !== 'string' || first.endsWith(' 1')) {
    const { signal } = await closed;
    // A lane that closes without an answer was killed. Its own exit code is not that of the command.
    if (exitedWith() === null) return { exitCode: undefined, signal };
  }
  return { exitCode: exitedWith() ?? undefined, signal: undefined };
}

/** The lane's answer after the marks of both streams. */
interface Answer {
  readonly came: Promise<string>;
  /** Returns the answer; null: not yet. */
  word(): string | null;
}

function expectAnswer(
  scanners: Scanners,
  id: string,
  onStdout: (chunk: Buffer) => void,
  onStderr: (chunk: Buffer) => void,
  onCame: (word: string) => void = drop,
): Answer {
  const words: string[] = [];
  const came = new Promise<string>((resolve) => {
    const onMark = (word: string): void => {
      if (words.push(word) < 2) return;
      const [first = ''] = words.filter((each) => each !== '-');
      onCame(first);
      resolve(first);
    };
    scanners.stdout.expect(laneMark(id), onStdout, onMark);
    scanners.stderr.expect(laneMark(id), onStderr, onMark);
  });
  return { came, word: () => (words.length < 2 ? null : (words.find((each) => each !== '-') ?? '')) };
}
