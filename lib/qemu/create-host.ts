import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { QemuHostError } from '../errors/lab-errors.ts';
import { acquireProcessLock } from '../util/process-lock.ts';
import { ownProcess } from '../util/process-identity.ts';
import type { HostDefinition } from '../../typings/host-definition.ts';
import { qemuHostsDir, listQemuHosts, readQemuHost, writeQemuHost, type FoundHost } from './host-store.ts';
import { ensureLabKeys } from './qemu-keys.ts';
import { HOST_FILES, type Machine } from './qemu-command.ts';
import { pickPort } from './pick-port.ts';
import { stopQemuHost } from './stop-host.ts';

/** A QEMU host of this account: a folder, a port, and a QEMU while it is on. What runs on it changes: see readQemuHost. */
export interface QemuHost {
  readonly name: string;
  readonly directory: string;
  /** Where images, frozen hosts and packages are kept. */
  readonly cacheDir: string;
  /** How the layers above reach it; holds from its creation on, whatever is on its disk. */
  readonly definition: HostDefinition;
  readonly serialLogPath: string;
  readonly qmpEventsPath: string;
}

export interface CreateQemuHostOptions {
  /** Letters, digits, `.`, `_` and `-`. */
  readonly name: string;
  /** Source: config.paths.stateDir. */
  readonly stateDir: string;
  /** Source: config.paths.cacheDir. */
  readonly cacheDir: string;
  /** null: the mirror of this machine's apt sources. Source: config.qemu.debianMirror. */
  readonly debianMirror?: string | null;
  readonly machine: Machine;
  /** `tied`: the host ends with this process, however that ends. `detached`: it stays until it is removed. */
  readonly life: 'tied' | 'detached';
  readonly signal?: AbortSignal | undefined;
}

/**
 * Makes a QEMU host that is switched off and has no system yet.
 *
 * @throws QemuHostError (`QEMU_HOST_FAILED`, blame lab) - there is one of this name, or no name for a host.
 */
export async function createQemuHost(options: CreateQemuHostOptions): Promise<QemuHost> {
  const { name, stateDir, cacheDir, debianMirror = null, machine, life, signal } = options;
  const directory = join(qemuHostsDir(stateDir), name);
  checkName(name, directory);
  const { hostKey, identityPath } = await ensureLabKeys(cacheDir);
  await using _lock = await acquireProcessLock(`hosts in ${stateDir}`, { ...(signal && { signal }) });
  const others = await listQemuHosts(stateDir);
  if (others.some((other) => other.record.name === name))
    throw new QemuHostError(name, 'there is a host of this name already');
  await rm(directory, { recursive: true, force: true });
  await mkdir(directory, { recursive: true });
  const sshPort = await pickPort(
    directory,
    others.map((other) => other.record.sshPort),
  );
  const owner = life === 'tied' ? ownProcess() : null;
  await writeQemuHost(directory, {
    name,
    machine,
    sshPort,
    hostKey,
    identityPath,
    cacheDir,
    debianMirror,
    owner,
    run: null,
  });
  return await openQemuHost(stateDir, name);
}

/**
 * Gives a host that was created before, by this process or another.
 *
 * @throws QemuHostError (`QEMU_HOST_FAILED`, blame lab) - there is none of this name.
 */
export async function openQemuHost(stateDir: string, name: string): Promise<QemuHost> {
  const directory = join(qemuHostsDir(stateDir), name);
  const found = await readQemuHost(directory);
  if (found === null) throw new QemuHostError(name, `there is no such host in ${qemuHostsDir(stateDir)}`);
  const path = (file: string): string => join(directory, file);
  return {
    name,
    directory,
    cacheDir: found.record.cacheDir,
    definition: defineHost(found),
    serialLogPath: path(HOST_FILES.serialLog),
    qmpEventsPath: path(HOST_FILES.qmpEvents),
  };
}

/** Switches a host off, if need be, and takes it away with its disk and logs. Never throws for a host that is not there. */
export async function removeQemuHost(host: Pick<QemuHost, 'name' | 'directory'>): Promise<void> {
  await stopQemuHost(host);
  await rm(host.directory, { recursive: true, force: true });
}

/** What all QEMU hosts have in common, as the host database keeps it. */
export const QEMU_HOST_TRAITS: Pick<HostDefinition, 'flags' | 'properties'> = {
  flags: ['arch-amd64', 'arch-xen-amd64', 'purpose-test', 'purpose-build', 'hvm', 'hvm-amd'],
  properties: {
    'disk-device': '/dev/vda',
    'dom0-memory-mib': '640',
    // There is no default route to tell the card by: nothing is reached through it.
    'interface-force': 'eth0',
    // Scrubbing takes all of the host's memory; the others are needless work for an emulated processor.
    'xen-commandline-append': 'dom0_max_vcpus=2 bootscrub=0 spec-ctrl=no xpti=no pv-l1tf=no',
    'linux-commandline-append': 'net.ifnames=0 mitigations=off',
    // Xen would take part in each reading of the counter: a tiny guest boots in 6 s in place of 9.
    'guest-tsc-mode': 'native',
  },
};

/** What the layers above need to know of an QEMU host. */
function defineHost({ directory, record }: FoundHost): HostDefinition {
  const { name, sshPort, hostKey, identityPath } = record;
  return {
    name,
    address: '127.0.0.1',
    sshPort,
    sshUser: 'root',
    identityPath,
    hostKeys: [hostKey],
    ether: '52:54:00:00:00:01',
    ...QEMU_HOST_TRAITS,
    power: { method: 'qmp', socketPath: join(directory, HOST_FILES.qmp) },
    serial: {
      method: 'unix',
      socketPath: join(directory, HOST_FILES.serial),
      outputLog: join(directory, HOST_FILES.serialLog),
    },
  };
}

/** A socket's path has at most 107 bytes. */
function checkName(name: string, directory: string): void {
  if (!/^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(name))
    throw new QemuHostError(name, 'not a name for a host (letters, digits, . _ -)');
  const longest = join(directory, HOST_FILES.qmpEvents);
  if (Buffer.byteLength(longest) > 107)
    throw new QemuHostError(name, `${longest}: longer than the 107 bytes that the path of a socket may have`);
}
