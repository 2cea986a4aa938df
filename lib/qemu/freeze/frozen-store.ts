import { access, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { QemuHostError } from '../../errors/lab-errors.ts';
import { systemClock } from '../../util/clock.ts';
import { sha256Json } from '../../util/digest.ts';
import { listNames } from '../../util/list-names.ts';
import { days } from '../../util/units.ts';
import { readQemuHost } from '../host/qemu-host-store.ts';
import type { HostBoot } from '../host/qemu-host-record.ts';
import type { FrozenHost } from '../host/frozen-host.ts';
import type { QemuHost } from '../host/qemu-host.ts';
import { checkQemuTools } from '../tools/qemu-tools.ts';
import { isOwnedName } from '../tools/owned-directory.ts';
import { OWN_DISK_DEVICE } from '../disk/own-disk.ts';
import { machineArguments } from '../machine/machine-arguments.ts';
import type { Machine } from '../machine/machine.ts';

/** The file `frozen.json` beside disk and memory. */
export interface FrozenRecord {
  readonly digest: string;
  readonly key: string;
  readonly frozenAt: string;
  /** Name of the disk in the folder. */
  readonly disk: string;
  readonly backingPath: string;
  readonly boot?: HostBoot | undefined;
}

/** A frozen host that is older is not thawed, because the packages installed on it are out of date. */
export const FROZEN_MAX_AGE_MS = days(14);

/** Returns the folder that has a folder for each frozen host. */
export const frozenDir = (cacheDir: string): string => join(cacheDir, 'frozen');

/** Returns what identifies a state: only the same QEMU can thaw it, and only into an equal machine. */
export const frozenDigest = (key: string, machine: Machine, qemuVersion: string): string =>
  sha256Json({ key, machine: machineArguments(machine, OWN_DISK_DEVICE), qemuVersion });

/** Returns the folder of the frozen host of a digest. */
export const frozenPath = (cacheDir: string, digest: string): string => join(frozenDir(cacheDir), digest.slice(0, 16));

/** Reads a frozen host; null: there is none, or the disk under its disk is missing. */
export async function readFrozen(directory: string): Promise<FrozenHost | null> {
  try {
    const record = JSON.parse(await readFile(join(directory, 'frozen.json'), 'utf8')) as FrozenRecord;
    await access(record.backingPath);
    return {
      digest: record.digest,
      key: record.key,
      frozenAt: new Date(record.frozenAt),
      directory,
      diskPath: join(directory, record.disk),
      memoryPath: join(directory, 'memory'),
      backingPath: record.backingPath,
      boot: record.boot,
    };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

/** Lists all frozen hosts of this account, newest first. */
export async function listFrozen(cacheDir: string): Promise<FrozenHost[]> {
  const names = (await listNames(frozenDir(cacheDir))).filter((name) => !isOwnedName(name));
  const frozen = await Promise.all(names.map((name) => readFrozen(join(frozenDir(cacheDir), name))));
  return frozen.filter((host) => host !== null).toSorted((a, b) => b.frozenAt.getTime() - a.frozenAt.getTime());
}

/** Finds the frozen host of a key that can be thawed into a host; null: there is none, or it is too old. */
export async function findFrozenHost(
  host: Pick<QemuHost, 'name' | 'directory' | 'cacheDir'>,
  key: string,
): Promise<FrozenHost | null> {
  const found = await readQemuHost(host.directory);
  if (found === null) throw new QemuHostError(host.name, 'it was removed');
  const { qemuVersion } = await checkQemuTools();
  const frozen = await readFrozen(frozenPath(host.cacheDir, frozenDigest(key, found.record.machine, qemuVersion)));
  return frozen !== null && systemClock.now() - frozen.frozenAt.getTime() < FROZEN_MAX_AGE_MS ? frozen : null;
}
