import type { Host } from '../../typings/host.ts';
import type { WaitOptions } from '../../typings/wire.ts';
import { HostDownError } from '../errors/host-errors.ts';
import { describeError, isOsstestError } from '../errors/osstest-error.ts';
import { systemClock, type Clock } from '../util/clock.ts';
import { formatDuration, minutes, seconds } from '../util/units.ts';

export interface RebootOptions extends WaitOptions {
  /** `command`: asks the system; `power`: the reset button. Default `command`. */
  readonly via?: 'command' | 'power';
  readonly clock?: Clock;
}

export interface RebootResult {
  /** From the order to the first login after it. */
  readonly durationMs: number;
  readonly bootId: string;
}

/**
 * Reboots a host, and returns when it has come back as a new boot: told by the kernel's boot id, since a host that
 * still answers ssh has not gone down yet.
 *
 * @throws HostDownError (`HOST_DOWN`, blame test) - not up within timeoutMs (default 6 minutes).
 * @throws the signal's reason when it is aborted, such as a crash seen on the console.
 */
export async function rebootHost(host: Host, options: RebootOptions = {}): Promise<RebootResult> {
  const clock = options.clock ?? systemClock;
  const beganAt = clock.now();
  const before = await bootIdOf(host);
  host.emitter.progress(`${host.name}: reboot (${options.via ?? 'command'})`);
  if (options.via === 'power') await host.power.reset(options);
  else await orderReboot(host, options.signal);
  const bootId = await awaitUp(host, { ...options, notBootId: before });
  const durationMs = clock.now() - beganAt;
  host.emitter.progress(`${host.name}: up again after ${formatDuration(durationMs)}`);
  return { durationMs, bootId };
}

/** Orders a reboot behind the connection's back, so that the answer does not depend on how fast the network goes. */
async function orderReboot(host: Host, signal: AbortSignal | undefined): Promise<void> {
  await host.exec('nohup sh -c "sleep 0.2; systemctl reboot" >/dev/null 2>&1 </dev/null &', {
    timeoutMs: seconds(30),
    signal,
  });
  await host.ssh.disconnect();
}

/** What tells one boot of a host from another. Source: /proc/sys/kernel/random/boot_id. */
export const bootIdOf = (host: Host, options: WaitOptions = {}): Promise<string> =>
  host.text('cat /proc/sys/kernel/random/boot_id', {
    timeoutMs: options.timeoutMs ?? seconds(30),
    signal: options.signal,
  });

export interface AwaitUpOptions extends WaitOptions {
  /** The boot before: goes on waiting while the host still runs it. */
  readonly notBootId?: string;
  readonly clock?: Clock;
}

/**
 * Waits until a command runs on the host. Returns the boot id.
 *
 * @throws HostDownError (`HOST_DOWN`, blame test) - not within timeoutMs (default 6 minutes).
 */
export async function awaitUp(host: Host, options: AwaitUpOptions = {}): Promise<string> {
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
      lastSeen = 'still the boot before';
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
  throw new HostDownError(host.name, 'waiting for a login', timeoutMs, `last: ${lastSeen}${consoleSaid(host)}`);
}

/** What a host that does not come up shows on its console is mostly why. */
function consoleSaid({ serial }: Host): string {
  const said = serial?.tail(20).findLast((line) => /\w/.test(line));
  return said === undefined ? '' : `; its console said last: ${said.trim().slice(0, 200)}`;
}
