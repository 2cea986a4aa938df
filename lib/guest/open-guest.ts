import type { Guest, GuestDefinition, Toolstack } from '../../typings/guest.ts';
import type { XenHost } from '../../typings/host.ts';
import type { SshConnection, WaitOptions } from '../../typings/wire.ts';
import { CommandError, CommandTimeoutError } from '../errors/command-errors.ts';
import { TestFailedError } from '../errors/general-errors.ts';
import { systemClock, type Clock } from '../util/clock.ts';
import { pollUntil } from '../util/poll.ts';
import { quoteShell } from '../util/quote.ts';
import { addressAmongHosts } from '../host/join-hosts.ts';
import { letLogIn } from '../host/let-log-in.ts';
import { seconds } from '../util/units.ts';
import { openSsh } from '../wire/ssh/open-ssh.ts';
import { awaitGuestUp, findGuestAddress, lastConsoleLine } from './await-guest.ts';
import { consoleLogPaths, guestFolder } from './guest-config.ts';
import { whyNotMigrate } from './why-not-migrate.ts';
import { xlToolstack } from './toolstack/xl.ts';

export interface OpenGuestOptions {
  readonly hostKeys: readonly string[] | 'learn';
  /** The last known address, used when neither the console nor the host knows one. */
  readonly lastAddress?: string | null;
  readonly clock?: Clock;
}

/** Opens a guest whose files are on the host. */
export function openGuest(host: XenHost, definition: GuestDefinition, options: OpenGuestOptions): Guest {
  const { name } = definition;
  const toolstack = xlToolstack(host);
  const ssh = openGuestSsh(host, definition, options);
  const guest: Guest = {
    host,
    definition,
    name,
    lastAddress: options.lastAddress ?? null,
    ssh,
    ...lifecycle(host, name, toolstack, ssh),
    ...moves(host, name, toolstack, ssh),
    migrateTo: (target, wait) => migrateGuest(guest, target, { toolstack, options, wait }),
    whyNotMigrate: () => whyNotMigrate(host, definition),
    awaitUp: (wait) => awaitGuestUp(guest, toolstack, options.clock ?? systemClock, wait),
    state: async () => (await toolstack.inspect(name)).state,
    exec: (command, execOptions) => ssh.exec(command, execOptions),
    consoleLog: () => host.text(`ls -tr ${quoteShell(consoleLogPaths(name))} 2>/dev/null | xargs -r cat`),
    [Symbol.asyncDispose]: () => Promise.resolve(ssh[Symbol.asyncDispose]()),
  };
  return guest;
}

function lifecycle(
  host: XenHost,
  name: string,
  toolstack: Toolstack,
  ssh: SshConnection,
): Pick<Guest, 'start' | 'stop' | 'destroy' | 'reboot' | 'pause' | 'unpause'> {
  return {
    start: async (wait) => {
      host.emitter.progress(`${name}: xl create`);
      await ssh.disconnect();
      await toolstack.create(`${guestFolder(name)}/xl.cfg`, wait);
    },
    stop: async (wait) => {
      host.emitter.progress(`${name}: xl shutdown`);
      await ssh.disconnect();
      await toolstack.shutdown(name, wait).catch((error: unknown) => explainHang(host, name, toolstack, error));
      // xl returns when the domain has shut down; its daemon then removes the domain.
      await pollUntil(
        async () => {
          const { state } = await toolstack.inspect(name);
          return state === 'absent' ? { done: state } : { waiting: `the domain is ${state}` };
        },
        { subject: `${name}: removal of the domain after its shutdown`, timeoutMs: seconds(60), signal: wait?.signal },
      );
    },
    destroy: async (wait) => {
      await ssh.disconnect();
      if ((await toolstack.inspect(name)).state !== 'absent') await toolstack.destroy(name, wait);
    },
    reboot: async (wait) => {
      host.emitter.progress(`${name}: xl reboot`);
      await ssh.disconnect();
      await toolstack.reboot(name, wait);
    },
    pause: (wait) => toolstack.pause(name, wait),
    unpause: (wait) => toolstack.unpause(name, wait),
  };
}

/** Explains a guest that did not shut down: the state of its domain and its last console line usually show the cause. */
async function explainHang(host: XenHost, name: string, toolstack: Toolstack, error: unknown): Promise<never> {
  if (!(error instanceof CommandTimeoutError || error instanceof CommandError)) throw error;
  const info = await toolstack.inspect(name).catch(() => null);
  const last = await lastConsoleLine(host, name);
  throw new TestFailedError(
    `${name}: did not shut down: its domain is ${info?.state ?? 'not known'}; its console ends: ${last}; ${error.message}`,
    { cause: error },
  );
}

/** Each operation disconnects first: a connection to a suspended guest would fail only by its timeout. */
function moves(
  host: XenHost,
  name: string,
  toolstack: Toolstack,
  ssh: SshConnection,
): Pick<Guest, 'save' | 'restore' | 'migrateLocally'> {
  const reported = async (what: string, move: () => Promise<void>): Promise<void> => {
    host.emitter.progress(`${name}: ${what}`);
    await ssh.disconnect();
    await move();
  };
  return {
    save: (path, wait) => reported(`xl save ${path}`, () => toolstack.save(name, path, wait)),
    restore: (path, wait) => reported(`xl restore ${path}`, () => toolstack.restore(path, wait)),
    migrateLocally: (wait) => reported('xl migrate to its own host', () => toolstack.migrateLocally(name, wait)),
  };
}

interface Migration {
  readonly toolstack: Toolstack;
  readonly options: OpenGuestOptions;
  readonly wait: WaitOptions | undefined;
}

async function migrateGuest(guest: Guest, target: XenHost, { toolstack, options, wait }: Migration): Promise<Guest> {
  const { host, name, ssh, definition } = guest;
  const lastAddress = await findGuestAddress(guest);
  const address = addressAmongHosts(target);
  await letLogIn(host, target, address, wait);
  host.emitter.progress(`${name}: xl migrate to ${target.name} (${address})`);
  await ssh.disconnect();
  await toolstack.migrateTo(name, address, wait);
  return openGuest(target, definition, { ...options, lastAddress });
}

/** Opens ssh to the guest through its host. Each connection looks up the address of the guest, which may change. */
function openGuestSsh(
  host: XenHost,
  definition: GuestDefinition,
  { hostKeys, lastAddress = null }: OpenGuestOptions,
): SshConnection {
  const { name } = definition;
  return openSsh(
    {
      name,
      address: name,
      port: 22,
      user: 'root',
      identityPath: host.ssh.target.identityPath,
      hostKeys,
      openStream: async (signal) => {
        const address = await findGuestAddress({ host, name, definition, lastAddress });
        if (address === null) throw new TestFailedError(`${name}: has no address yet`);
        return host.ssh.openTunnel(address, 22, { signal, timeoutMs: seconds(15) });
      },
    },
    { emitter: host.emitter },
  );
}
