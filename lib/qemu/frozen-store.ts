import { access, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { QemuHostError } from '../errors/lab-errors.ts';
import { systemClock } from '../util/clock.ts';
import { sha256Json } from '../util/digest.ts';
import { listNames } from '../util/list-names.ts';
import { days } from '../util/units.ts';
import { readQemuHost, type HostBoot } from './host-store.ts';
import type { QemuHost } from './create-host.ts';
import { checkLabTools } from './qemu-tools.ts';
import { isOwnedName } from './owned-directory.ts';
import { machineArguments, type Machine } from './qemu-command.ts';

/** A host that was frozen while it ran: memory and disk, from which any number of hosts go on. */
export interface FrozenHost {
  /** Identifies key, machine and QEMU; names the folder. */
  readonly digest: string;
  /** What the caller froze it under. */
  readonly key: string;
  readonly frozenAt: Date;
  readonly directory: string;
  readonly diskPath: string;
  readonly memoryPath: string;
  /** What the disk goes back to: not usable without it. */
  readonly backingPath: string;
  /** How a host in RAM boots. */
  readonly boot?: HostBoot | undefined;
}

/** What is written beside disk and memory. */
export interface FrozenRecord {
  readonly digest: string;
  readonly key: string;
  readonly frozenAt: string;
  /** Name of the disk in the folder. */
  readonly disk: string;
  readonly backingPath: string;
  readonly boot?: HostBoot | undefined;
}

/** Older ones are not thawed any more: what is installed on them goes out of date. */
export const FROZEN_MAX_AGE_MS = days(14);

export const frozenDir = (cacheDir: string): string => join(cacheDir, 'frozen');

/** A state can only be thawed by the QEMU and into the machine that it was frozen with. */
export const frozenDigest = (key: string, machine: Machine, qemuVersion: string): string =>
  sha256Json({ key, machine: machineArguments(machine), qemuVersion });

export const frozenPath = (cacheDir: string, digest: string): string => join(frozenDir(cacheDir), digest.slice(0, 16));

/** Reads a frozen host; null: there is none, or what its disk goes back to is gone. */
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

/** All frozen hosts of this account, newest first. */
export async function listFrozen(cacheDir: string): Promise<FrozenHost[]> {
  const names = (await listNames(frozenDir(cacheDir))).filter((name) => !isOwnedName(name));
  const frozen = await Promise.all(names.map((name) => readFrozen(join(frozenDir(cacheDir), name))));
  return frozen.filter((host) => host !== null).toSorted((a, b) => b.frozenAt.getTime() - a.frozenAt.getTime());
}

/** The frozen host that a host could go on from under a key; null: none, or it is too old. */
export async function findFrozenHost(
  host: Pick<QemuHost, 'name' | 'directory' | 'cacheDir'>,
  key: string,
): Promise<FrozenHost | null> {
  const found = await readQemuHost(host.directory);
  if (found === null) throw new QemuHostError(host.name, 'it was removed');
  const { qemuVersion } = await checkLabTools();
  const frozen = await readFrozen(frozenPath(host.cacheDir, frozenDigest(key, found.record.machine, qemuVersion)));
  return frozen !== null && systemClock.now() - frozen.frozenAt.getTime() < FROZEN_MAX_AGE_MS ? frozen : null;
}
