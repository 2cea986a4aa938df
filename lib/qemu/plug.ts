import { join } from 'node:path';
import type { Lan } from '../../typings/host.ts';
import { QemuHostError } from '../errors/lab-errors.ts';
import { acquireProcessLock } from '../util/process-lock.ts';
import { openQmp, type QmpClient } from '../wire/qmp/qmp-client.ts';
import { makeOverlay, pluggedDiskName } from './host-disks.ts';
import { readQemuHost, writeQemuHost, type Plugged } from './host-store.ts';
import type { QemuHost } from './create-host.ts';
import type { HostImage } from './image-cache.ts';
import { HOST_FILES, cardDevice, diskDevice, HOTPLUG_PORTS } from './qemu-command.ts';

export interface PlugOptions {
  readonly signal?: AbortSignal | undefined;
}

/** QEMU cuts what is longer than 20 bytes. */
const ID = /^[A-Za-z0-9-]{1,20}$/;

/**
 * Plugs a fresh disk with the content of an image into a running host, as that of a guest. It stays until the host gets
 * another system, also when it is switched off and on. The host finds it as `/dev/disk/by-id/virtio-ID`.
 *
 * @throws QemuHostError (`QEMU_HOST_FAILED`, blame lab) - the host does not run, has this disk already, has no port free, or QEMU refused.
 */
export async function plugDisk(host: QemuHost, image: HostImage, id: string, options: PlugOptions = {}): Promise<void> {
  const file = pluggedDiskName(id);
  await plug(host, id, options, async (monitor, port) => {
    await makeOverlay(join(host.directory, file), image.diskPath, 'raw');
    const cache = { direct: false, 'no-flush': true };
    const filename = join(host.directory, file);
    const node = { driver: 'qcow2', 'node-name': id, discard: 'unmap', cache, file: { driver: 'file', filename } };
    await monitor.execute('blockdev-add', node);
    const disk: Plugged = { kind: 'disk', id, port, file };
    await monitor.execute('device_add', diskDevice(disk));
    return disk;
  });
}

/**
 * Plugs a card that is on a network of its own into a running host; for how long, see {@link plugDisk}.
 *
 * @throws QemuHostError (`QEMU_HOST_FAILED`, blame lab) - as for a disk.
 */
export async function plugCard(
  host: QemuHost,
  lan: Pick<Lan, 'socketPath'>,
  { id, ether }: { readonly id: string; readonly ether: string },
  options: PlugOptions = {},
): Promise<void> {
  await plug(host, id, options, async (monitor, port) => {
    const addr = { type: 'unix', path: lan.socketPath };
    await monitor.execute('netdev_add', { type: 'stream', id, server: false, addr });
    const card: Plugged = { kind: 'card', id, port, socketPath: lan.socketPath, ether };
    await monitor.execute('device_add', cardDevice(card));
    return card;
  });
}

async function plug(
  host: QemuHost,
  id: string,
  { signal }: PlugOptions,
  insert: (monitor: QmpClient, port: string) => Promise<Plugged>,
): Promise<void> {
  if (!ID.test(id))
    throw new QemuHostError(host.name, `"${id}": what is plugged in has a name of 1 to 20 letters, digits, "-"`);
  await using _lock = await acquireProcessLock(`host ${host.directory}`, { ...(signal && { signal }) });
  const found = await readQemuHost(host.directory);
  const run = found?.running === true ? found.record.run : null;
  if (found === null || run === null)
    throw new QemuHostError(host.name, `it does not run, so "${id}" cannot be plugged in`);
  const { plugged = [] } = run;
  if (plugged.some((each) => each.id === id)) throw new QemuHostError(host.name, `it has "${id}" plugged in already`);
  const port = HOTPLUG_PORTS.find((name) => plugged.every((each) => each.port !== name));
  if (port === undefined) throw new QemuHostError(host.name, `"${id}": all ${HOTPLUG_PORTS.length} ports are in use`);
  await using monitor = await openQmp(join(host.directory, HOST_FILES.qmpLab), { signal });
  const device = await insert(monitor, port);
  await writeQemuHost(host.directory, { ...found.record, run: { ...run, plugged: [...plugged, device] } });
}
