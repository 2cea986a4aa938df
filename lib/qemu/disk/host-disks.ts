import { copyFile, link, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { QemuHostError } from '../../errors/lab-errors.ts';
import { systemClock } from '../../util/clock.ts';
import { listNames } from '../../util/list-names.ts';
import { run } from '../../util/subprocess.ts';
import type { QmpClient } from '../../wire/qmp/qmp-client.ts';

// The host writes to one disk in its folder. Each freezing adds a new disk over it; the disks below never change again.
// They refer to each other by bare file names and keep their names, because QEMU reopens them by name.

const DISK = /^disk(-\d+)?\.qcow2$/;
const ATTACHED_DISK = /^attached-.*\.qcow2$/;

/** Name of a host's first disk. */
export const FIRST_DISK = 'disk.qcow2';

/** Gives a host a fresh disk over one in another folder. Removes the disks that the host had, attached ones too. */
export async function makeFreshDisk(directory: string, backingPath: string, format: 'raw' | 'qcow2'): Promise<void> {
  const old = (await listNames(directory)).filter((name) => DISK.test(name) || ATTACHED_DISK.test(name));
  for (const name of old) await rm(join(directory, name));
  await makeOverlay(join(directory, FIRST_DISK), backingPath, format);
}

/** Makes a disk that has the content of another one until it is written to. */
export async function makeOverlay(path: string, backingPath: string, format: 'raw' | 'qcow2'): Promise<void> {
  await run(['qemu-img', 'create', '-q', '-f', 'qcow2', '-b', backingPath, '-F', format, path]);
}

/** Returns the file name of an attached disk. */
export const attachedDiskName = (serial: string): string => `attached-${serial}.qcow2`;

/** A disk as QEMU describes it. Source: QMP query-block. */
export interface DiskImage {
  readonly filename: string;
  readonly 'virtual-size': number;
  readonly 'backing-image'?: DiskImage;
}

/**
 * Returns the disk of a running host.
 *
 * @throws QemuHostError (`QEMU_HOST_FAILED`, blame lab) - other disks are attached, whose content is not part of the host.
 */
export async function onlyDisk(monitor: QmpClient, name: string): Promise<DiskImage> {
  const devices = await monitor.execute<{ inserted?: { image: DiskImage } }[]>('query-block');
  const images = devices.flatMap(({ inserted }) => (inserted === undefined ? [] : [inserted.image]));
  const [image] = images;
  if (image === undefined || images.length > 1)
    throw new QemuHostError(name, `it has ${images.length} disks; only a host with its own disk alone can be frozen`);
  return image;
}

/**
 * Makes a running host write to a new disk over its present one, which never changes again.
 *
 * @returns the name of the new disk.
 */
export async function switchDisk(
  monitor: QmpClient,
  directory: string,
  present: string,
  image: DiskImage,
): Promise<string> {
  const fresh = `disk-${systemClock.now()}.qcow2`;
  const path = join(directory, fresh);
  const over = ['-b', present, '-F', 'qcow2', path, String(image['virtual-size'])];
  await run(['qemu-img', 'create', '-q', '-f', 'qcow2', '-u', ...over]);
  const snapshot = { device: 'disk', 'snapshot-file': path, format: 'qcow2', mode: 'existing' };
  await monitor.execute('blockdev-snapshot-sync', snapshot);
  return fresh;
}

/** Links the disks of a host that no longer change into another folder. The host and the links are independent. */
export async function linkUnchangingDisks(from: string, present: string, to: string): Promise<void> {
  const unchanging = (await listNames(from)).filter((name) => DISK.test(name) && name !== present);
  for (const name of unchanging) await linkOrCopy(join(from, name), join(to, name));
}

/** Returns the first of a chain of disks that is outside the host's folder. */
export function backingOutside(directory: string, image: DiskImage): string {
  const path = resolve(directory, image.filename);
  const below = image['backing-image'];
  return path.startsWith(`${directory}/`) && below !== undefined ? backingOutside(directory, below) : path;
}

/** Links a file, or copies it where state and cache are on different file systems. */
async function linkOrCopy(from: string, to: string): Promise<void> {
  try {
    await link(from, to);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EXDEV') throw error;
    await copyFile(from, to);
  }
}
