import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { run, spawnTied } from '../../util/subprocess.ts';

/** The address of the database and the daemons. */
export const CENTRE = '10.77.0.1';

/** A network namespace with one link, to the namespace of this process. */
export interface Link {
  /** The prefix of a command line that runs the command behind the link. */
  readonly enter: readonly string[];
  /** The process that holds the namespace open. */
  readonly holder: ChildProcess;
  /** Drops all packets from now on, in both directions and without an error. */
  cut(): Promise<void>;
  mend(): Promise<void>;
}

/** Creates a namespace for each name, in a star around the namespace of this process, which must be root there. */
export async function makeLinks(names: readonly string[]): Promise<Readonly<Record<string, Link>>> {
  await run(['ip', 'address', 'add', `${CENTRE}/32`, 'dev', 'lo']);
  // packets for a cut link go to this address, which does not answer
  await run(['ip', 'link', 'add', 'sink', 'type', 'veth', 'peer', 'name', 'sink-end']);
  for (const end of ['sink', 'sink-end']) await run(['ip', 'link', 'set', end, 'arp', 'off', 'up']);
  const links: Record<string, Link> = {};
  for (const [index, name] of names.entries()) links[name] = await makeLink(name, `10.77.${index + 1}`);
  return links;
}

async function makeLink(name: string, net: string): Promise<Link> {
  const holder = spawnTied(['unshare', '--net', '--', 'sh', '-c', 'echo there; exec sleep infinity'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  await once(holder.stdout!, 'data');
  const enter = ['nsenter', '--target', String(holder.pid), '--net', '--'];
  const ours = `to-${name}`;
  await run(['ip', 'link', 'add', ours, 'type', 'veth', 'peer', 'name', 'eth0', 'netns', String(holder.pid)]);
  await run(['ip', 'address', 'add', `${net}.1/24`, 'dev', ours]);
  await run(['ip', 'link', 'set', ours, 'up']);
  await run(['ip', 'route', 'add', `${net}.0/24`, 'dev', 'sink', 'metric', '1000']);
  for (const words of [
    ['link', 'set', 'lo', 'up'],
    ['address', 'add', `${net}.2/24`, 'dev', 'eth0'],
    ['link', 'set', 'eth0', 'up'],
    ['route', 'add', `${CENTRE}/32`, 'dev', 'eth0'],
  ]) {
    await run([...enter, 'ip', ...words]);
  }
  return {
    enter,
    holder,
    cut: async () => void (await run(['ip', 'link', 'set', ours, 'down'])),
    mend: async () => void (await run(['ip', 'link', 'set', ours, 'up'])),
  };
}
