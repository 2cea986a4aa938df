import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { BoxError } from '../errors/lab-errors.ts';
import { systemClock } from '../util/clock.ts';
import { acquireProcessLock } from '../util/process-lock.ts';
import { run } from '../util/subprocess.ts';
import { readBox, writeBox, type BoxOrigin, type BoxRecord } from './box-store.ts';
import type { Box } from './create-box.ts';
import type { FrozenBox } from './frozen-store.ts';
import type { BoxImage } from './image-cache.ts';
import { launchQemu } from './launch-qemu.ts';
import { BOX_FILES, machineArguments, wiringArguments } from './qemu-command.ts';
import { stopBox } from './stop-box.ts';

export type BoxSource =
  /** A fresh disk made from the image. */
  | { readonly image: BoxImage }
  /** A box that was frozen: goes on where it was. */
  | { readonly frozen: FrozenBox }
  /** The disk that the box has. */
  | 'own-disk';

/**
 * Switches a box on, off before if need be, and returns when its processors run: a frozen box is up then, the others
 * are at their firmware.
 *
 * @throws BoxError (`BOX_FAILED`, blame lab) - QEMU did not start, with what it said; or the box has no disk.
 */
export async function startBox(
  box: Box,
  from: BoxSource,
  options: { readonly signal?: AbortSignal | undefined } = {},
): Promise<void> {
  const { signal } = options;
  await using _lock = await acquireProcessLock(`box ${box.directory}`, { ...(signal && { signal }) });
  const record = (await readBox(box.directory))?.record;
  if (record === undefined) throw new BoxError(box.name, 'it was removed');
  await stopBox(box);
  const origin = await prepareDisk(box, record, from);
  const command = [
    'qemu-system-x86_64',
    ...machineArguments(record.machine),
    ...wiringArguments(record),
    ...(from !== 'own-disk' && 'frozen' in from ? ['-incoming', 'fd:3'] : []),
  ];
  const memoryPath = from !== 'own-disk' && 'frozen' in from ? from.frozen.memoryPath : undefined;
  const tied = record.owner !== null;
  const qemu = await launchQemu({ name: box.name, directory: box.directory, command, tied, memoryPath, signal });
  const startedAt = new Date(systemClock.now()).toISOString();
  await writeBox(box.directory, { ...record, run: { qemu, command, origin, startedAt } });
}

async function prepareDisk(box: Box, record: BoxRecord, from: BoxSource): Promise<BoxOrigin> {
  if (from === 'own-disk') {
    if (record.run === null) throw new BoxError(box.name, 'it has no disk yet');
    return record.run.origin;
  }
  const disk = join(box.directory, BOX_FILES.disk);
  await rm(disk, { force: true });
  if ('image' in from) {
    await makeOverlay(from.image.diskPath, 'raw', disk);
    return { kind: 'image', digest: from.image.digest };
  }
  await makeOverlay(from.frozen.diskPath, 'qcow2', disk);
  return { kind: 'frozen', digest: from.frozen.digest };
}

/** A disk that has what the backing one has, and takes the changes. */
export async function makeOverlay(backing: string, format: 'raw' | 'qcow2', path: string): Promise<void> {
  await run(['qemu-img', 'create', '-q', '-f', 'qcow2', '-b', backing, '-F', format, path]);
}
