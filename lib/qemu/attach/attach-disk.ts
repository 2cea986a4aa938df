import { join } from 'node:path';
import { attachedDiskName, makeOverlay } from '../disk/host-disks.ts';
import type { QemuHost } from '../host/qemu-host.ts';
import type { HostImage } from '../image/image-cache.ts';
import { diskDevice } from '../machine/attached-arguments.ts';
import type { AttachedDevice } from '../machine/attached-device.ts';
import { attachDevice, type AttachOptions } from './attach-device.ts';

/**
 * Attaches a fresh disk with the content of an image to a running host, such as the disk of a guest. The host finds the
 * disk as `/dev/disk/by-id/virtio-ID`. See {@link attachDevice} for how long it stays.
 *
 * @throws QemuHostError (`QEMU_HOST_FAILED`, blame lab) - see {@link attachDevice}.
 */
export async function attachDisk(
  host: QemuHost,
  image: HostImage,
  { id, signal }: AttachOptions & { readonly id: string },
): Promise<void> {
  const file = attachedDiskName(id);
  await attachDevice(host, { id, signal }, async (monitor, port) => {
    const filename = join(host.directory, file);
    await makeOverlay(filename, image.diskPath, 'raw');
    const cache = { direct: false, 'no-flush': true };
    const node = { driver: 'qcow2', 'node-name': id, discard: 'unmap', cache, file: { driver: 'file', filename } };
    await monitor.execute('blockdev-add', node);
    const disk: AttachedDevice = { kind: 'disk', id, port, file };
    await monitor.execute('device_add', diskDevice(disk));
    return disk;
  });
}
