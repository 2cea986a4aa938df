import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { BoxError } from '../errors/lab-errors.ts';
import { acquireProcessLock } from '../util/process-lock.ts';
import { ownProcess } from '../util/process-identity.ts';
import type { BoxDefinition } from '../../typings/host-definition.ts';
import { boxesDir, listBoxes, readBox, writeBox, type FoundBox } from './host-store.ts';
import { ensureLabKeys } from './qemu-keys.ts';
import { BOX_FILES, type Machine } from './qemu-command.ts';
import { pickPort } from './pick-port.ts';
import { stopBox } from './stop-host.ts';

/** A virtual box of this account: a folder, a port, and a QEMU while it is on. What runs on it changes: see readBox. */
export interface Box {
  readonly name: string;
  readonly directory: string;
  /** Where images, frozen boxes and packages are kept. */
  readonly cacheDir: string;
  /** How the layers above reach it; holds from its creation on, whatever is on its disk. */
  readonly definition: BoxDefinition;
  readonly serialLogPath: string;
  readonly qmpEventsPath: string;
}

export interface CreateBoxOptions {
  /** Letters, digits, `.`, `_` and `-`. */
  readonly name: string;
  /** Source: config.paths.stateDir. */
  readonly stateDir: string;
  /** Source: config.paths.cacheDir. */
  readonly cacheDir: string;
  /** null: the mirror of this machine's apt sources. Source: config.lab.debianMirror. */
  readonly debianMirror?: string | null;
  readonly machine: Machine;
  /** `tied`: the box ends with this process, however that ends. `detached`: it stays until it is removed. */
  readonly life: 'tied' | 'detached';
  readonly signal?: AbortSignal | undefined;
}

/**
 * Makes a virtual box that is switched off and has no system yet.
 *
 * @throws BoxError (`BOX_FAILED`, blame lab) - there is one of this name, or no name for a box.
 */
export async function createBox(options: CreateBoxOptions): Promise<Box> {
  const { name, stateDir, cacheDir, debianMirror = null, machine, life, signal } = options;
  const directory = join(boxesDir(stateDir), name);
  checkName(name, directory);
  const { hostKey, identityPath } = await ensureLabKeys(cacheDir);
  await using _lock = await acquireProcessLock(`boxes in ${stateDir}`, { ...(signal && { signal }) });
  const others = await listBoxes(stateDir);
  if (others.some((other) => other.record.name === name))
    throw new BoxError(name, 'there is a box of this name already');
  await rm(directory, { recursive: true, force: true });
  await mkdir(directory, { recursive: true });
  const sshPort = await pickPort(
    directory,
    others.map((other) => other.record.sshPort),
  );
  const owner = life === 'tied' ? ownProcess() : null;
  await writeBox(directory, {
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
  return await openBox(stateDir, name);
}

/**
 * Gives a box that was created before, by this process or another.
 *
 * @throws BoxError (`BOX_FAILED`, blame lab) - there is none of this name.
 */
export async function openBox(stateDir: string, name: string): Promise<Box> {
  const directory = join(boxesDir(stateDir), name);
  const found = await readBox(directory);
  if (found === null) throw new BoxError(name, `there is no such box in ${boxesDir(stateDir)}`);
  const path = (file: string): string => join(directory, file);
  return {
    name,
    directory,
    cacheDir: found.record.cacheDir,
    definition: defineBox(found),
    serialLogPath: path(BOX_FILES.serialLog),
    qmpEventsPath: path(BOX_FILES.qmpEvents),
  };
}

/** Switches a box off, if need be, and takes it away with its disk and logs. Never throws for a box that is not there. */
export async function removeBox(box: Pick<Box, 'name' | 'directory'>): Promise<void> {
  await stopBox(box);
  await rm(box.directory, { recursive: true, force: true });
}

/** What all emulated boxes have in common, as the host database keeps it. */
export const EMULATED_BOX_TRAITS: Pick<BoxDefinition, 'flags' | 'properties'> = {
  flags: ['arch-amd64', 'arch-xen-amd64', 'purpose-test', 'purpose-build', 'hvm', 'hvm-amd'],
  properties: {
    'disk-device': '/dev/vda',
    'dom0-memory-mib': '640',
    // There is no default route to tell the card by: nothing is reached through it.
    'interface-force': 'eth0',
    // Scrubbing takes all of the box's memory; the others are needless work for an emulated processor.
    'xen-commandline-append': 'dom0_max_vcpus=2 bootscrub=0 spec-ctrl=no xpti=no pv-l1tf=no',
    'linux-commandline-append': 'net.ifnames=0 mitigations=off',
    // Xen would take part in each reading of the counter: a tiny guest boots in 6 s in place of 9.
    'guest-tsc-mode': 'native',
  },
};

/** What the layers above need to know of an emulated box. */
function defineBox({ directory, record }: FoundBox): BoxDefinition {
  const { name, sshPort, hostKey, identityPath } = record;
  return {
    name,
    address: '127.0.0.1',
    sshPort,
    sshUser: 'root',
    identityPath,
    hostKeys: [hostKey],
    ether: '52:54:00:00:00:01',
    ...EMULATED_BOX_TRAITS,
    power: { method: 'qmp', socketPath: join(directory, BOX_FILES.qmp) },
    serial: {
      method: 'unix',
      socketPath: join(directory, BOX_FILES.serial),
      outputLog: join(directory, BOX_FILES.serialLog),
    },
  };
}

/** A socket's path has at most 107 bytes. */
function checkName(name: string, directory: string): void {
  if (!/^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(name))
    throw new BoxError(name, 'not a name for a box (letters, digits, . _ -)');
  const longest = join(directory, BOX_FILES.qmpEvents);
  if (Buffer.byteLength(longest) > 107)
    throw new BoxError(name, `${longest}: longer than the 107 bytes that the path of a socket may have`);
}
