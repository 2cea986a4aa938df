import { QemuHostError } from '../errors/lab-errors.ts';
import { systemClock } from '../util/clock.ts';
import { acquireProcessLock } from '../util/process-lock.ts';
import { FIRST_DISK, makeFreshDisk } from './host-disks.ts';
import { readQemuHost, writeQemuHost, type QemuHostRecord, type HostRun } from './host-store.ts';
import type { QemuHost } from './create-host.ts';
import type { FrozenHost } from './frozen-store.ts';
import type { HostImage } from './image-cache.ts';
import { launchQemu } from './launch-qemu.ts';
import { machineArguments, pluggedArguments, wiringArguments } from './qemu-command.ts';
import { directBootArguments, PLAIN_BOOT, type DirectBoot } from './ram/direct-boot.ts';
import { stopQemuHost } from './stop-host.ts';

export type QemuHostSource =
  /** A fresh disk made from the image. */
  | { readonly image: HostImage }
  /** A host that was frozen: goes on where it was. */
  | { readonly frozen: FrozenHost }
  /** A host in RAM that boots something else; its disk stays. */
  | { readonly boot: DirectBoot }
  /** The disk that the host has. */
  | 'own-disk';

/**
 * Switches a host on, off before if need be, and returns when its processors run: a frozen host is up then, the others
 * are at their firmware.
 *
 * @throws QemuHostError (`QEMU_HOST_FAILED`, blame lab) - QEMU did not start, with what it said; or the host has no disk.
 */
export async function startQemuHost(
  host: QemuHost,
  from: QemuHostSource,
  options: { readonly signal?: AbortSignal | undefined } = {},
): Promise<void> {
  const { signal } = options;
  await using _lock = await acquireProcessLock(`host ${host.directory}`, { ...(signal && { signal }) });
  const record = (await readQemuHost(host.directory))?.record;
  if (record === undefined) throw new QemuHostError(host.name, 'it was removed');
  await stopQemuHost(host);
  const { disk, origin, plugged = [], boot } = await prepareDisk(host, record, from);
  const memoryPath = from !== 'own-disk' && 'frozen' in from ? from.frozen.memoryPath : undefined;
  const command = [
    'qemu-system-x86_64',
    ...machineArguments(record.machine),
    ...wiringArguments(record, disk),
    ...pluggedArguments(plugged),
    ...(boot === undefined ? [] : directBootArguments(boot.directory, boot.what)),
    ...(memoryPath === undefined ? [] : ['-incoming', 'fd:3']),
  ];
  const tied = record.owner !== null;
  const qemu = await launchQemu({ name: host.name, directory: host.directory, command, tied, memoryPath, signal });
  const startedAt = new Date(systemClock.now()).toISOString();
  await writeQemuHost(host.directory, { ...record, run: { qemu, command, origin, disk, plugged, boot, startedAt } });
}

async function prepareDisk(
  host: QemuHost,
  record: QemuHostRecord,
  from: QemuHostSource,
): Promise<Pick<HostRun, 'disk' | 'origin' | 'plugged' | 'boot'>> {
  if (from === 'own-disk') {
    if (record.run === null) throw new QemuHostError(host.name, 'it has no disk yet');
    return record.run;
  }
  if ('boot' in from) {
    if (record.run?.boot === undefined) throw new QemuHostError(host.name, 'it does not boot from RAM');
    return { ...record.run, boot: { ...record.run.boot, what: from.boot } };
  }
  if ('image' in from) {
    await makeFreshDisk(host.directory, from.image.diskPath, 'raw');
    const { kind, digest, directory } = from.image;
    const boot = kind === 'ram' ? { directory, what: PLAIN_BOOT } : undefined;
    return { disk: FIRST_DISK, origin: { kind: 'image', digest }, boot };
  }
  await makeFreshDisk(host.directory, from.frozen.diskPath, 'qcow2');
  return { disk: FIRST_DISK, origin: { kind: 'frozen', digest: from.frozen.digest }, boot: from.frozen.boot };
}
