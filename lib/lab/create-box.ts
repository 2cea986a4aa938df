import { once } from 'node:events';
import { mkdir, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { BoxError } from '../errors/lab-errors.ts';
import { acquireProcessLock } from '../util/process-lock.ts';
import { ownProcess } from '../util/process-identity.ts';
import type { BoxDefinition } from '../../typings/box.ts';
import { boxesDir, listBoxes, readBox, writeBox, type ListedBox } from './box-store.ts';
import { ensureLabKeys } from './lab-keys.ts';
import { BOX_FILES, type Machine } from './qemu-command.ts';
import { stopBox } from './stop-box.ts';

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
  /** Source: config.paths.state. */
  readonly stateDir: string;
  /** Source: config.paths.cache. */
  readonly cacheDir: string;
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
  const { name, stateDir, cacheDir, machine, life, signal } = options;
  const directory = join(boxesDir(stateDir), name);
  checkName(name, directory);
  const { hostKey, identityPath } = await ensureLabKeys(cacheDir);
  await using _lock = await acquireProcessLock(`boxes in ${stateDir}`, { ...(signal && { signal }) });
  const others = await listBoxes(stateDir);
  if (others.some((other) => other.name === name)) throw new BoxError(name, 'there is a box of this name already');
  await rm(directory, { recursive: true, force: true });
  await mkdir(directory, { recursive: true });
  const sshPort = await pickPort(others.map((other) => other.sshPort));
  const owner = life === 'tied' ? ownProcess() : null;
  await writeBox(directory, { name, machine, sshPort, hostKey, identityPath, owner, run: null });
  return await openBox(stateDir, cacheDir, name);
}

/**
 * Gives a box that was created before, by this process or another.
 *
 * @throws BoxError (`BOX_FAILED`, blame lab) - there is none of this name.
 */
export async function openBox(stateDir: string, cacheDir: string, name: string): Promise<Box> {
  const directory = join(boxesDir(stateDir), name);
  const found = await readBox(directory);
  if (found === null) throw new BoxError(name, `there is no such box in ${boxesDir(stateDir)}`);
  const path = (file: string): string => join(directory, file);
  return {
    name,
    directory,
    cacheDir,
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

/** What the layers above need to know of an emulated box; the properties are osstest's. */
function defineBox({ name, directory, sshPort, hostKey, identityPath }: ListedBox): BoxDefinition {
  return {
    name,
    address: '127.0.0.1',
    sshPort,
    sshUser: 'root',
    identityPath,
    hostKeys: [hostKey],
    ether: '52:54:00:00:00:01',
    flags: ['arch-amd64', 'arch-xen-amd64', 'purpose-test'],
    properties: {
      'disk-device': '/dev/vda',
      'dom0-memory-mib': '640',
      // There is no default route to tell the card by: nothing is reached through it.
      'interface-force': 'eth0',
      // Scrubbing takes all of the box's memory; the others are needless work for an emulated processor.
      'xen-commandline-append': 'dom0_max_vcpus=2 bootscrub=0 spec-ctrl=no xpti=no pv-l1tf=no',
      'linux-commandline-append': 'net.ifnames=0 mitigations=off',
    },
    power: { method: 'qmp', socketPath: join(directory, BOX_FILES.qmp) },
    serial: { method: 'unix', socketPath: join(directory, BOX_FILES.serial) },
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

const FIRST_PORT = 22_000;
const LAST_PORT = 29_999; // below those that the kernel gives to outgoing connections

async function pickPort(taken: readonly number[]): Promise<number> {
  for (let port = FIRST_PORT; port <= LAST_PORT; port++) {
    if (!taken.includes(port) && (await isFree(port))) return port;
  }
  throw new BoxError('lab', `no free port between ${FIRST_PORT} and ${LAST_PORT} on 127.0.0.1`);
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer();
  try {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    return true;
  } catch {
    return false;
  } finally {
    await new Promise((resolve) => server.close(resolve));
  }
}
