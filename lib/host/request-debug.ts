import { stat } from 'node:fs/promises';
import type { Host } from '../../typings/host.ts';
import { systemClock, type Clock } from '../util/clock.ts';
import { seconds } from '../util/units.ts';

/** What makes Xen take the serial console's input for itself, and give it back. Source: Xen's option conswitch. */
const CONSOLE_SWITCH = '\u0001\u0001\u0001';
/**
 * What Xen tells about itself and its domains, a key each; none of them changes anything.
 * Source: osstest's ts-logs-capture; `xl debug-keys h`.
 */
const KEYS = '0HMQacdegimnrstuvzq'.split('');

export interface DebugOptions {
  readonly signal?: AbortSignal | undefined;
  readonly clock?: Clock;
}

/**
 * Asks Xen on a host that answers nothing else for all that it knows, by its serial console. The answers are in the log of
 * the console; returns how many bytes of it they are.
 *
 * @returns null: the host has no serial console.
 * @throws SerialError (`SERIAL_FAILED`, blame lab) - nobody is at the other end of the console.
 */
export async function requestDebug(
  host: Host,
  { signal, clock = systemClock }: DebugOptions = {},
): Promise<number | null> {
  const { serial } = host;
  if (serial === null) return null;
  const logBytes = async (): Promise<number> => (await stat(serial.logPath)).size;
  const before = await logBytes();
  await serial.write(CONSOLE_SWITCH);
  try {
    for (const key of KEYS) {
      await clock.sleep(500, signal);
      await serial.write(key);
      await untilQuiet(logBytes, clock, signal);
    }
  } finally {
    await serial.write(CONSOLE_SWITCH);
  }
  return (await logBytes()) - before;
}

/** One key may print thousands of lines, which take their time at 115 200 bit/s. */
async function untilQuiet(
  logBytes: () => Promise<number>,
  clock: Clock,
  signal: AbortSignal | undefined,
): Promise<void> {
  for (let looks = 0, before = -1; looks < 20; looks++) {
    const now = await logBytes();
    if (now === before) return;
    before = now;
    await clock.sleep(seconds(0.5), signal);
  }
}
