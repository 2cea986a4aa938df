import { BoxError } from '../errors/lab-errors.ts';
import { systemClock } from '../util/clock.ts';
import { acquireProcessLock } from '../util/process-lock.ts';
import { FIRST_DISK, makeFreshDisk } from './host-disks.ts';
import { readBox, writeBox, type BoxRecord, type BoxRun } from './host-store.ts';
import type { Box } from './create-host.ts';
import type { FrozenBox } from './frozen-store.ts';
import type { BoxImage } from './image-cache.ts';
import { launchQemu } from './launch-qemu.ts';
import { machineArguments, pluggedArguments, wiringArguments } from './qemu-command.ts';
import { stopBox } from './stop-host.ts';

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
  const { disk, origin, plugged = [] } = await prepareDisk(box, record, from);
  const memoryPath = from !== 'own-disk' && 'frozen' in from ? from.frozen.memoryPath : undefined;
  const command = [
    'qemu-system-x86_64',
    ...machineArguments(record.machine),
    ...wiringArguments(record, disk),
    ...pluggedArguments(plugged),
    ...(memoryPath === undefined ? [] : ['-incoming', 'fd:3']),
  ];
  const tied = record.owner !== null;
  const qemu = await launchQemu({ name: box.name, directory: box.directory, command, tied, memoryPath, signal });
  const startedAt = new Date(systemClock.now()).toISOString();
  await writeBox(box.directory, { ...record, run: { qemu, command, origin, disk, plugged, startedAt } });
}

async function prepareDisk(
  box: Box,
  record: BoxRecord,
  from: BoxSource,
): Promise<Pick<BoxRun, 'disk' | 'origin' | 'plugged'>> {
  if (from === 'own-disk') {
    if (record.run === null) throw new BoxError(box.name, 'it has no disk yet');
    return record.run;
  }
  if ('image' in from) {
    await makeFreshDisk(box.directory, from.image.diskPath, 'raw');
    return { disk: FIRST_DISK, origin: { kind: 'image', digest: from.image.digest } };
  }
  await makeFreshDisk(box.directory, from.frozen.diskPath, 'qcow2');
  return { disk: FIRST_DISK, origin: { kind: 'frozen', digest: from.frozen.digest } };
}
