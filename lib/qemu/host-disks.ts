import { copyFile, link, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { QemuHostError } from '../errors/lab-errors.ts';
import { systemClock } from '../util/clock.ts';
import { listNames } from '../util/list-names.ts';
import { run } from '../util/subprocess.ts';
import type { QmpClient } from '../wire/qmp/qmp-client.ts';

// A host's folder has one disk that is written to. Each freezing begins a new one over it: the others stand still, name
// each other by their bare names, and keep theirs, since QEMU opens them again by name.

const DISK = /^disk(-\d+)?\.qcow2$/;
const PLUGGED_DISK = /^plugged-.*\.qcow2$/;

/** What a host begins with. */
export const FIRST_DISK = 'disk.qcow2';

/** Gives a host a fresh disk over one that lies elsewhere; those that it had, plugged ones too, are gone. */
export async function makeFreshDisk(directory: string, backingPath: string, format: 'raw' | 'qcow2'): Promise<void> {
  const old = (await listNames(directory)).filter((name) => DISK.test(name) || PLUGGED_DISK.test(name));
  for (const name of old) await rm(join(directory, name));
  await makeOverlay(join(directory, FIRST_DISK), backingPath, format);
}

/** Makes a disk that shows another until it is written to. */
export async function makeOverlay(path: string, backingPath: string, format: 'raw' | 'qcow2'): Promise<void> {
  await run(['qemu-img', 'create', '-q', '-f', 'qcow2', '-b', backingPath, '-F', format, path]);
}

export const pluggedDiskName = (serial: string): string => `plugged-${serial}.qcow2`;

/** A disk as QEMU tells of it. */
export interface DiskImage {
  readonly filename: string;
  readonly 'virtual-size': number;
  readonly 'backing-image'?: DiskImage;
}

/**
 * The disk of a running host.
 *
 * @throws QemuHostError (`QEMU_HOST_FAILED`, blame lab) - others are plugged in: their content is not the host's alone.
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
 * Lets a running host write to a new disk over its present one, which never changes again.
 *
 * @returns name of the new disk.
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

/** Links the disks of a host that stand still into another folder; the host and the links do not need each other. */
export async function linkStandingDisks(from: string, present: string, to: string): Promise<void> {
  const standing = (await listNames(from)).filter((name) => DISK.test(name) && name !== present);
  for (const name of standing) await linkOrCopy(join(from, name), join(to, name));
}

/** The first of a chain of disks that does not lie in the host's folder. */
export function backingOutside(directory: string, image: DiskImage): string {
  const path = resolve(directory, image.filename);
  const below = image['backing-image'];
  return path.startsWith(`${directory}/`) && below !== undefined ? backingOutside(directory, below) : path;
}

/** A link costs nothing; state and cache may lie on different file systems. */
async function linkOrCopy(from: string, to: string): Promise<void> {
  try {
    await link(from, to);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EXDEV') throw error;
    await copyFile(from, to);
  }
}
