import { SshConnectionError } from '../../errors/ssh-errors.ts';
import { onAbort } from '../../util/abort.ts';
import type { Clock } from '../../util/clock.ts';
import { startTimer } from '../../util/timer.ts';
import { within } from '../../util/within.ts';
import { endRemote } from './end-remote.ts';
import { fitsLane } from './lane.ts';
import { startAlone } from './start-alone.ts';
import { startInLane } from './start-in-lane.ts';
import type { ChannelEnd, Link, NotBegun } from './link.ts';
import type { CommandEnd, CommandIo, Running } from './ssh-command.ts';

const LATE_MS = 2000;

/**
 * Runs a command on an established connection: in a lane if it behaves the same there, else in a session of its own.
 *
 * @throws SshConnectionError (`SSH_CONNECTION_FAILED`, blame lab) - the connection was lost during the command.
 */
export async function runSshCommand(link: Link, command: string, io: CommandIo): Promise<CommandEnd | NotBegun> {
  const { stdout } = io;
  if (io.stdin === undefined && typeof stdout === 'function' && fitsLane(command)) {
    const lane = link.lanes.take(link);
    const start = (isGivenUp: () => boolean) => startInLane(link, lane, command, { ...io, stdout, isGivenUp });
    const end = lane === null ? null : await follow(link, start, io);
    if (end !== null) return end;
  }
  const release = await link.sessions.take(io.signal);
  try {
    const end = await follow(link, () => startAlone(link, command, io), io);
    return end ?? { notBegun: new SshConnectionError(link.target.name, 'channel-refused', 'no command was started') };
  } finally {
    release();
  }
}

/** Waits for the end of a command, or stops it when it is cut. null: the host cannot run it this way; not started. */
async function follow(
  link: Link,
  start: (isGivenUp: () => boolean) => Promise<Running | NotBegun | null>,
  io: CommandIo,
): Promise<CommandEnd | NotBegun | null> {
  const cut = watchForCut(io);
  let isGivenUp = false;
  try {
    const starting = start(() => isGivenUp);
    const running = await Promise.race([starting, cut.happened]);
    if (typeof running === 'string') {
      isGivenUp = true;
      return { exitCode: null, signal: null, cut: { by: running, fate: await endLate(link, starting, io.clock) } };
    }
    if (running === null || 'notBegun' in running) return running;
    try {
      return await endOf(link, running, cut.happened, io.clock);
    } finally {
      running.release();
    }
  } finally {
    cut.stop();
  }
}

/** Stops a command that was cut before the host reported its start. Waits a short time for that report. */
async function endLate(link: Link, starting: Promise<Running | NotBegun | null>, clock: Clock): Promise<string> {
  const ending = starting.then(async (late) => {
    if (late === null || 'notBegun' in late) return 'it was not started';
    const fate = await endRemote(link, late, clock);
    late.release();
    return fate;
  });
  const fate = await within(
    ending.catch(() => 'the connection was lost'),
    LATE_MS,
    clock,
  );
  return fate === 'late' ? 'the host had not started it yet' : fate;
}

async function endOf(
  link: Link,
  running: Running,
  cutHappened: Promise<'timeout' | 'abort'>,
  clock: Clock,
): Promise<CommandEnd> {
  const first = await Promise.race([running.ended, cutHappened, running.streamFailed]);
  if (typeof first !== 'string' && 'exitCode' in first) return naturalEnd(link, first);
  const exitCode = running.exitedWith();
  const fate =
    exitCode === null
      ? await endRemote(link, running, clock)
      : `it exited with ${exitCode}, but a process that it left running holds its output open`;
  running.channel.close();
  const why = typeof first === 'string' ? { by: first } : { by: 'stream' as const, streamError: first };
  return { exitCode: null, signal: null, cut: { ...why, fate } };
}

function naturalEnd(link: Link, end: ChannelEnd): CommandEnd {
  if (end.exitCode !== undefined || end.signal !== undefined) {
    return { exitCode: end.exitCode ?? null, signal: end.signal ?? null, cut: null };
  }
  if (link.lost.aborted) throw link.lost.reason;
  const message = 'the host closed the channel without an exit status';
  throw new SshConnectionError(link.target.name, 'lost', message);
}

function watchForCut(io: CommandIo): { readonly happened: Promise<'timeout' | 'abort'>; stop(): void } {
  let stop = (): void => undefined;
  const happened = new Promise<'timeout' | 'abort'>((resolve) => {
    const stopTimer = startTimer(io.timeoutMs, () => resolve('timeout'), io.clock);
    const cancel = onAbort(io.signal, () => resolve('abort'));
    stop = (): void => {
      stopTimer();
      cancel();
    };
  });
  return { happened, stop: () => stop() };
}
