import { join } from 'node:path';
import { BoxError } from '../errors/lab-errors.ts';
import { acquireProcessLock } from '../util/process-lock.ts';
import { openQmp } from '../wire/qmp/qmp-client.ts';
import { makeOverlay, pluggedDiskName } from './box-disks.ts';
import { readBox, writeBox } from './box-store.ts';
import type { Box } from './create-box.ts';
import type { BoxImage } from './image-cache.ts';
import { BOX_FILES, HOTPLUG_PORTS } from './qemu-command.ts';

/** Letters, digits, `-`; QEMU cuts what is longer than 20 bytes. */
const SERIAL = /^[A-Za-z0-9-]{1,20}$/;

/**
 * Plugs a fresh disk with the content of an image into a running box, as that of a guest; it stays until the box gets
 * another system, also when it is switched off and on. The box finds it as `/dev/disk/by-id/virtio-SERIAL`.
 *
 * @throws BoxError (`BOX_FAILED`, blame lab) - the box does not run, has this disk already, has no port free, or QEMU refused.
 */
export async function plugDisk(
  box: Box,
  image: BoxImage,
  serial: string,
  options: { readonly signal?: AbortSignal | undefined } = {},
): Promise<void> {
  const { signal } = options;
  if (!SERIAL.test(serial))
    throw new BoxError(box.name, `disk "${serial}": its name must be 1 to 20 letters, digits or "-"`);
  await using _lock = await acquireProcessLock(`box ${box.directory}`, { ...(signal && { signal }) });
  const found = await readBox(box.directory);
  if (found === null || !found.running || found.record.run === null)
    throw new BoxError(box.name, `it does not run, so disk "${serial}" cannot be plugged in`);
  const { record } = found;
  const { run } = found.record;
  const plugged = run.plugged ?? [];
  if (plugged.some((disk) => disk.serial === serial)) throw new BoxError(box.name, `it has disk "${serial}" already`);
  const port = HOTPLUG_PORTS.find((name) => plugged.every((disk) => disk.port !== name));
  if (port === undefined) throw new BoxError(box.name, `all ${HOTPLUG_PORTS.length} ports for disks are in use`);
  const file = pluggedDiskName(serial);
  await makeOverlay(join(box.directory, file), image.diskPath, 'raw');
  await using monitor = await openQmp(join(box.directory, BOX_FILES.qmpLab), { signal });
  const cache = { direct: false, 'no-flush': true };
  const filename = join(box.directory, file);
  const node = { driver: 'qcow2', 'node-name': serial, discard: 'unmap', cache, file: { driver: 'file', filename } };
  await monitor.execute('blockdev-add', node, { signal });
  await monitor.execute('device_add', { driver: 'virtio-blk-pci', drive: serial, bus: port, serial, id: serial });
  await writeBox(box.directory, { ...record, run: { ...run, plugged: [...plugged, { serial, port, file }] } });
}
