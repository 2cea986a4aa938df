import { QemuHostError } from '../../errors/lab-errors.ts';
import { FIRST_DISK, makeFreshDisk } from '../disk/host-disks.ts';
import { OWN_DISK_DEVICE, ownDiskArguments } from '../disk/own-disk.ts';
import { attachedArguments } from '../machine/attached-arguments.ts';
import { directBootArguments, PLAIN_BOOT } from '../ram/direct-boot.ts';
import type { HostRun, QemuHostRecord } from './qemu-host-record.ts';
import type { QemuHostFolder } from './qemu-host.ts';
import type { QemuHostSource } from './qemu-host-source.ts';

/** What a host boots from, ready for QEMU. A kind of host that boots from something else adds a case here. */
export interface PreparedBoot {
  /** What the host's record stores about it. */
  readonly run: Pick<HostRun, 'disk' | 'origin' | 'attached' | 'boot'>;
  /** See `ownDevices` of machineArguments. */
  readonly ownDevices: readonly string[];
  /** Arguments for this host alone. */
  readonly arguments: readonly string[];
  /** Memory to continue from, if the host was frozen. */
  readonly memoryPath: string | undefined;
}

/**
 * Makes the disk that a host is to boot from.
 *
 * @throws QemuHostError (`QEMU_HOST_FAILED`, blame lab) - the host has no disk of its own yet.
 */
export async function prepareBoot(
  host: QemuHostFolder,
  record: QemuHostRecord,
  from: QemuHostSource,
): Promise<PreparedBoot> {
  const run = await makeDisk(host, record, from);
  const memoryPath = from !== 'own-disk' && 'frozen' in from ? from.frozen.memoryPath : undefined;
  return {
    run,
    ownDevices: OWN_DISK_DEVICE,
    arguments: [
      ...ownDiskArguments(run.disk),
      ...attachedArguments(run.attached ?? []),
      ...(run.boot === undefined ? [] : directBootArguments(run.boot.directory, run.boot.what)),
      ...(memoryPath === undefined ? [] : ['-incoming', 'fd:3']),
    ],
    memoryPath,
  };
}

async function makeDisk(
  host: QemuHostFolder,
  record: QemuHostRecord,
  from: QemuHostSource,
): Promise<PreparedBoot['run']> {
  if (from === 'own-disk') {
    if (record.run === null) throw new QemuHostError(host.name, 'it has no disk yet');
    return keepDisk(record.run);
  }
  if ('boot' in from) {
    if (record.run?.boot === undefined) throw new QemuHostError(host.name, 'it does not boot from RAM');
    return { ...keepDisk(record.run), boot: { ...record.run.boot, what: from.boot } };
  }
  if ('image' in from) {
    await makeFreshDisk(host.directory, from.image.diskPath, 'raw');
    const { kind, digest, directory } = from.image;
    const boot = kind === 'ram' ? { directory, what: PLAIN_BOOT } : undefined;
    return { disk: FIRST_DISK, origin: { kind: 'image', digest }, attached: [], boot };
  }
  await makeFreshDisk(host.directory, from.frozen.diskPath, 'qcow2');
  return {
    disk: FIRST_DISK,
    origin: { kind: 'frozen', digest: from.frozen.digest },
    attached: [],
    boot: from.frozen.boot,
  };
}

const keepDisk = ({ disk, origin, attached = [], boot }: HostRun): PreparedBoot['run'] => ({
  disk,
  origin,
  attached,
  boot,
});
