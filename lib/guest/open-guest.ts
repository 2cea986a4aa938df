import type { Guest, GuestDefinition, Toolstack } from '../../typings/guest.ts';
import type { XenHost } from '../../typings/host.ts';
import type { SshConnection } from '../../typings/wire.ts';
import { TestFailedError } from '../errors/general-errors.ts';
import { systemClock, type Clock } from '../util/clock.ts';
import { pollUntil } from '../util/poll.ts';
import { seconds } from '../util/units.ts';
import { openSsh } from '../wire/ssh/open-ssh.ts';
import { awaitGuestUp, findGuestAddress } from './await-guest.ts';
import { guestFolder } from './guest-config.ts';
import { xlToolstack } from './toolstack/xl.ts';

export interface OpenGuestOptions {
  readonly hostKeys: readonly string[] | 'learn';
  readonly clock?: Clock;
}

/** A guest whose files are on the box already. */
export function openGuest(host: XenHost, definition: GuestDefinition, options: OpenGuestOptions): Guest {
  const { name } = definition;
  const toolstack = xlToolstack(host);
  const ssh = openGuestSsh(host, definition, options.hostKeys);
  const guest: Guest = {
    host,
    definition,
    name,
    ssh,
    ...lifecycle(host, name, toolstack, ssh),
    awaitUp: (wait) => awaitGuestUp(guest, options.clock ?? systemClock, wait),
    state: () => toolstack.state(name),
    exec: (command, execOptions) => ssh.exec(command, execOptions),
    consoleLog: () => host.text(`cat "/var/log/xen/console/guest-${name}.log" 2>/dev/null || true`),
    [Symbol.asyncDispose]: () => Promise.resolve(ssh[Symbol.asyncDispose]()),
  };
  return guest;
}

function lifecycle(
  host: XenHost,
  name: string,
  toolstack: Toolstack,
  ssh: SshConnection,
): Pick<Guest, 'start' | 'stop' | 'destroy'> {
  return {
    start: async (wait) => {
      host.emitter.progress(`${name}: xl create`);
      await ssh.disconnect();
      await toolstack.create(`${guestFolder(name)}/xl.cfg`, wait);
    },
    stop: async (wait) => {
      host.emitter.progress(`${name}: xl shutdown`);
      await ssh.disconnect();
      await toolstack.shutdown(name, wait);
      // xl returns when the domain has shut down; its daemon then takes the domain away.
      await pollUntil(
        async () => {
          const state = await toolstack.state(name);
          return state === 'absent' ? { done: state } : { waiting: `the domain is ${state}` };
        },
        { subject: `${name}: end of the domain after its shutdown`, timeoutMs: seconds(60), signal: wait?.signal },
      );
    },
    destroy: async (wait) => {
      await ssh.disconnect();
      if ((await toolstack.state(name)) !== 'absent') await toolstack.destroy(name, wait);
    },
  };
}

/** Reaches the guest through its box; its address is looked up at each connection, since it may change. */
function openGuestSsh(
  host: XenHost,
  definition: GuestDefinition,
  hostKeys: readonly string[] | 'learn',
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
        const address = await findGuestAddress({ host, name, definition });
        if (address === null) throw new TestFailedError(`${name}: has no address yet`);
        return host.ssh.openTunnel(address, 22, { signal, timeoutMs: seconds(15) });
      },
    },
    { emitter: host.emitter },
  );
}
