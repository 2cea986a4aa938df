import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { QemuHostError } from '../../errors/lab-errors.ts';
import { acquireProcessLock } from '../../util/process-lock.ts';
import { ownProcess } from '../../util/process-identity.ts';
import { HOST_FILES } from '../machine/host-files.ts';
import type { Machine } from '../machine/machine.ts';
import { ensureQemuKeys } from '../tools/qemu-keys.ts';
import { openQemuHost } from './open-qemu-host.ts';
import { pickPort } from './pick-port.ts';
import type { QemuHost } from './qemu-host.ts';
import { qemuHostsDir, listQemuHosts, writeQemuHost } from './qemu-host-store.ts';

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
  /** `tied`: the host ends with this process, even if the process is killed. `detached`: it stays until it is removed. */
  readonly life: 'tied' | 'detached';
  readonly signal?: AbortSignal | undefined;
}

/**
 * Creates a QEMU host that is switched off and has no system yet.
 *
 * @throws QemuHostError (`QEMU_HOST_FAILED`, blame lab) - the name is in use, or is not valid for a host.
 */
export async function createQemuHost(options: CreateQemuHostOptions): Promise<QemuHost> {
  const { name, stateDir, cacheDir, debianMirror = null, machine, life, signal } = options;
  const directory = join(qemuHostsDir(stateDir), name);
  checkName(name, directory);
  const { hostKey, identityPath } = await ensureQemuKeys(cacheDir);
  await using _lock = await acquireProcessLock(`hosts in ${stateDir}`, { ...(signal && { signal }) });
  const others = await listQemuHosts(stateDir);
  if (others.some((other) => other.record.name === name))
    throw new QemuHostError(name, 'there is already a host of this name');
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

/** The path of a socket has at most 107 bytes. */
function checkName(name: string, directory: string): void {
  if (!/^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(name))
    throw new QemuHostError(name, 'not a valid name for a host (letters, digits, . _ -)');
  const longest = join(directory, HOST_FILES.qmpEvents);
  if (Buffer.byteLength(longest) > 107)
    throw new QemuHostError(name, `${longest}: longer than 107 bytes, the limit for the path of a socket`);
}
