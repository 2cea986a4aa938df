import type { ClientChannel } from 'ssh2';
import type { Clock } from '../../util/clock.ts';
import { channelEnd, openExec } from './channel.ts';
import type { Link } from './dial.ts';
import type { Running } from './run-command.ts';

const TERM_MS = 1000;
const WHOLE_MS = 3000;

/**
 * Ends what a command started on the box: TERM to its process group, KILL a second later.
 * Waits until it is gone, at most 3 s. Never throws.
 * @returns what became of it, for a message.
 */
export async function endRemote(link: Link, running: Running, clock: Clock): Promise<string> {
  if (link.lost.aborted) return 'the connection is lost, so it may still run';
  const { channel, ended } = running;
  const pid = running.pid();
  trySignal(channel, 'TERM');
  const killed = pid === null ? null : killGroup(link, pid).catch(() => 'unknown' as const);
  const stop = new AbortController();
  const pause = async (ms: number): Promise<'late'> => {
    await clock.sleep(ms, stop.signal).catch(() => undefined);
    return 'late';
  };
  try {
    if ((await Promise.race([ended, pause(TERM_MS)])) !== 'late') return 'it was told to end and ended';
    trySignal(channel, 'KILL');
    if ((await Promise.race([ended, pause(WHOLE_MS - TERM_MS)])) !== 'late') return 'it was killed';
    if ((await Promise.race([killed, pause(0)])) === 'gone') return 'it was killed';
    return 'it was told to end, but whether it did is not known';
  } finally {
    stop.abort();
  }
}

function trySignal(channel: ClientChannel, signal: string): void {
  try {
    channel.signal(signal);
  } catch {
    return; // the channel is closing already
  }
}

/** Runs on the box, beside the command: servers that pass on signals are few. */
async function killGroup(link: Link, pid: number): Promise<'gone' | 'unknown'> {
  const send = (signal: string): string => `{ kill -s ${signal} -- -${pid} || kill -s ${signal} ${pid}; } 2>/dev/null`;
  const script = `${send('TERM')}; n=0; while [ $n -lt 5 ]; do ${send('0')} || exit 0; sleep 0.2 2>/dev/null || sleep 1; n=$((n+1)); done; ${send('KILL')}; exit 0`;
  const release = await link.killers.take();
  try {
    const channel = await openExec(link, script);
    if ('notBegun' in channel) return 'unknown';
    channel.resume().stderr.resume();
    const end = await channelEnd(channel);
    return end.exitCode === 0 ? 'gone' : 'unknown';
  } finally {
    release();
  }
}
