import type { Guest, GuestDefinition } from '../../typings/guest.ts';
import type { XenHost } from '../../typings/host.ts';
import type { SshTarget, WaitOptions } from '../../typings/wire.ts';
import { TestFailedError, TimeoutError } from '../errors/general-errors.ts';
import { describeError, isOsstestError } from '../errors/osstest-error.ts';
import { systemClock, type Clock } from '../util/clock.ts';
import { pollUntil, type PollAnswer } from '../util/poll.ts';
import { minutes, seconds } from '../util/units.ts';
import { openSsh } from '../wire/ssh/open-ssh.ts';
import { guestFolder } from './create-guest.ts';
import { xlToolstack } from './toolstack/xl.ts';

export interface OpenGuestOptions {
  readonly hostKeys: readonly string[] | 'learn';
  readonly clock?: Clock;
}

/** A guest whose files are on the box already. */
export function openGuest(host: XenHost, definition: GuestDefinition, options: OpenGuestOptions): Guest {
  const clock = options.clock ?? systemClock;
  const toolstack = xlToolstack(host);
  const { name } = definition;
  let address: string | null = null;
  const target: SshTarget = {
    name,
    address: name,
    port: 22,
    user: 'root',
    identityPath: host.ssh.target.identityPath,
    hostKeys: options.hostKeys,
    openStream: async (signal) => {
      address ??= await findAddress(host, definition);
      if (address === null) throw new TestFailedError(`${name}: no address known yet`);
      return host.ssh.openTunnel(address, 22, { signal, timeoutMs: seconds(15) });
    },
  };
  const ssh = openSsh(target, { emitter: host.emitter });

  const phase = async <T>(
    what: string,
    wait: WaitOptions,
    look: () => Promise<PollAnswer<T>>,
  ): Promise<{ value: T; ms: number }> => {
    const beganAt = clock.now();
    const value = await pollUntil(
      async () => {
        const state = await toolstack.state(name);
        if (state === 'crashed' || state === 'absent' || state === 'shutdown') {
          throw new TestFailedError(
            `${name}: the domain is ${state} while waiting for ${what}; its console ends: ${await lastConsoleLine(guest)}`,
          );
        }
        return look();
      },
      {
        subject: `${name}: ${what}`,
        timeoutMs: wait.timeoutMs ?? minutes(3),
        clock,
        onWaiting: (message) => host.emitter.progress(message),
        signal: wait.signal,
      },
    );
    return { value, ms: clock.now() - beganAt };
  };

  const guest: Guest = {
    host,
    definition,
    name,
    ssh,
    start: async (wait) => {
      host.emitter.progress(`${name}: xl create`);
      address = null;
      await toolstack.create(`${guestFolder(name)}/xl.cfg`, wait);
    },
    awaitUp: async (wait = {}) => {
      const found = await phase('address', wait, async () => {
        const known = await findAddress(host, definition);
        return known === null ? { waiting: 'none on its console or in the neighbour table' } : { done: known };
      });
      address = found.value;
      const ping = await phase('ping', wait, () => pingOnce(host, found.value));
      const login = await phase('ssh', wait, () => tryLogin(guest));
      return { address, addressMs: found.ms, pingMs: ping.ms, sshMs: login.ms };
    },
    stop: async (wait) => {
      host.emitter.progress(`${name}: xl shutdown`);
      await ssh.disconnect();
      await toolstack.shutdown(name, wait);
      const state = await toolstack.state(name);
      if (state !== 'absent') throw new TestFailedError(`${name}: shut down, but the domain is still there (${state})`);
    },
    destroy: async (wait) => {
      await ssh.disconnect();
      if ((await toolstack.state(name)) !== 'absent') await toolstack.destroy(name, wait);
    },
    state: () => toolstack.state(name),
    exec: (command, execOptions) => ssh.exec(command, execOptions),
    consoleLog: () =>
      host.text(['sh', '-c', 'cat "/var/log/xen/console/guest-$1.log" 2>/dev/null || true', 'sh', name]),
    [Symbol.asyncDispose]: async () => {
      await ssh[Symbol.asyncDispose]();
    },
  };
  return guest;
}

/** What the tiny guest says on its console, else the box's neighbour table. */
async function findAddress(host: XenHost, definition: GuestDefinition): Promise<string | null> {
  const { stdout } = await host.exec(
    `sed -n 's/.*osstest-guest-address \\([0-9.]*\\).*/\\1/p' "/var/log/xen/console/guest-${definition.name}.log" 2>/dev/null | tail -n1; ip -4 neigh | grep -i ${definition.ether} | cut -d' ' -f1 | tail -n1`,
    { okExitCodes: 'any', timeoutMs: seconds(20) },
  );
  return stdout.trim().split('\n')[0]?.trim() || null;
}

async function pingOnce(host: XenHost, address: string): Promise<PollAnswer<true>> {
  const { exitCode } = await host.exec(['ping', '-c', '1', '-W', '2', address], {
    okExitCodes: 'any',
    timeoutMs: seconds(20),
  });
  return exitCode === 0 ? { done: true } : { waiting: `no answer from ${address}` };
}

async function tryLogin(guest: Guest): Promise<PollAnswer<true>> {
  try {
    await guest.exec('true', { timeoutMs: seconds(30) });
    return { done: true };
  } catch (error) {
    if (!isOsstestError(error) || error instanceof TimeoutError) throw error;
    return { waiting: describeError(error) };
  }
}

const lastConsoleLine = async (guest: Guest): Promise<string> =>
  (await guest.consoleLog()).trim().split('\n').at(-1) || '(nothing)';
