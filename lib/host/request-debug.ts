import { stat } from 'node:fs/promises';
import type { Host } from '../../typings/host.ts';
import { systemClock, type Clock } from '../util/clock.ts';
import { seconds } from '../util/units.ts';

/** Switches the input of the serial console from dom0 to Xen, and back. Source: Xen's option conswitch. */
const CONSOLE_SWITCH = '\u0001\u0001\u0001';
/**
 * Xen's debug keys that print facts about Xen and its domains and change nothing.
 * Source: osstest's ts-logs-capture; `xl debug-keys h`.
 */
const KEYS = '0HMQacdegimnrstuvzq'.split('');

/** Options of {@link requestDebug}. */
export interface DebugOptions {
  readonly signal?: AbortSignal | undefined;
  readonly clock?: Clock;
}

/**
 * Makes Xen print its debug information on the serial console, which also works on a host that does not answer ssh. The
 * log of the console has the output.
 *
 * @returns the number of bytes of output; null: the host has no serial console.
 * @throws SerialError (`SERIAL_FAILED`, blame lab) - the console is not connected.
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

/** Waits until the log stops growing, at most 10 s: a key may print thousands of lines, at 115 200 bit/s. */
async function untilQuiet(
  logBytes: () => Promise<number>,
  clock: Clock,
  signal: AbortSignal | undefined,
): Promise<void> {
  for (let reads = 0, before = -1; reads < 20; reads++) {
    const now = await logBytes();
    if (now === before) return;
    before = now;
    await clock.sleep(seconds(0.5), signal);
  }
}
