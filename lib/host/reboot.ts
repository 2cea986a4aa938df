import type { AwaitUpOptions, Host, RebootOptions, RebootResult } from '../../typings/host.ts';
import type { WaitOptions } from '../../typings/wire.ts';
import { HostDownError } from '../errors/host-errors.ts';
import { describeError, isOsstestError } from '../errors/osstest-error.ts';
import { systemClock, type Clock } from '../util/clock.ts';
import { formatDuration, minutes, seconds } from '../util/units.ts';

/** For tests with a virtual clock. */
interface Clocked {
  readonly clock?: Clock;
}

/**
 * Reboots a host, and returns when a new boot has come up. See {@link Host.reboot}.
 *
 * The kernel's boot id shows the new boot: a host that still answers ssh may not have gone down yet.
 *
 * @throws HostDownError (`HOST_DOWN`, blame test) - not up within timeoutMs (default 6 minutes).
 */
export async function rebootHost(host: Host, options: RebootOptions & Clocked = {}): Promise<RebootResult> {
  const clock = options.clock ?? systemClock;
  const startedAt = clock.now();
  const before = await bootIdOf(host);
  host.emitter.progress(`${host.name}: reboot (${options.via ?? 'command'})`);
  if (options.via === 'power') await host.power.reset(options);
  else await orderReboot(host, options.signal);
  const bootId = await awaitUp(host, { ...options, notBootId: before });
  const durationMs = clock.now() - startedAt;
  host.emitter.progress(`${host.name}: up again after ${formatDuration(durationMs)}`);
  return { durationMs, bootId };
}

/** Orders a reboot in the background, so that the command's result does not depend on when the network goes down. */
async function orderReboot(host: Host, signal: AbortSignal | undefined): Promise<void> {
  await host.exec('nohup sh -c "sleep 0.2; systemctl reboot" >/dev/null 2>&1 </dev/null &', {
    timeoutMs: seconds(30),
    signal,
  });
  await host.ssh.disconnect();
}

/** Reads the boot id of a host. Source: /proc/sys/kernel/random/boot_id. */
export const bootIdOf = (host: Host, options: WaitOptions = {}): Promise<string> =>
  host.text('cat /proc/sys/kernel/random/boot_id', {
    timeoutMs: options.timeoutMs ?? seconds(30),
    signal: options.signal,
  });

/**
 * Waits until a command runs on the host. Returns the boot id.
 *
 * @throws HostDownError (`HOST_DOWN`, blame test) - not within timeoutMs (default 6 minutes).
 */
export async function awaitUp(host: Host, options: AwaitUpOptions & Clocked = {}): Promise<string> {
  const clock = options.clock ?? systemClock;
  const timeoutMs = options.timeoutMs ?? minutes(6);
  const endAt = clock.now() + timeoutMs;
  let lastSeen = 'no answer yet';
  while (clock.now() < endAt) {
    options.signal?.throwIfAborted();
    try {
      const bootId = await bootIdOf(host, {
        timeoutMs: seconds(20),
        signal: options.signal,
      });
      if (bootId !== options.notBootId) return bootId;
      lastSeen = 'still the previous boot';
      await host.ssh.disconnect();
    } catch (error) {
      options.signal?.throwIfAborted();
      if (!isOsstestError(error)) throw error;
      const seen = describeError(error);
      if (seen !== lastSeen) host.emitter.progress(`${host.name}: waiting for ssh: ${seen}`);
      lastSeen = seen;
    }
    await clock.sleep(Math.min(1000, Math.max(0, endAt - clock.now())), options.signal);
  }
  throw new HostDownError(host.name, 'waiting for a login', timeoutMs, `last: ${lastSeen}${lastOnConsole(host)}`);
}

/** Returns the last line of the console, which usually shows why a host does not come up. */
function lastOnConsole({ serial }: Host): string {
  const line = serial?.tail(20).findLast((shown) => /\w/.test(shown));
  return line === undefined ? '' : `; last line of its console: ${line.trim().slice(0, 200)}`;
}
