import type { Lan } from '../../../typings/host.ts';
import type { QemuHost } from '../host/qemu-host.ts';
import { cardDevice } from '../machine/attached-arguments.ts';
import type { AttachedDevice } from '../machine/attached-device.ts';
import { attachDevice, type AttachOptions } from './attach-device.ts';

/**
 * Attaches a network card on a separate network to a running host. See {@link attachDevice} for how long it stays.
 *
 * @throws QemuHostError (`QEMU_HOST_FAILED`, blame lab) - see {@link attachDevice}.
 */
export async function attachCard(
  host: QemuHost,
  { socketPath }: Pick<Lan, 'socketPath'>,
  { id, ether, signal }: AttachOptions & { readonly id: string; readonly ether: string },
): Promise<void> {
  await attachDevice(host, { id, signal }, async (monitor, port) => {
    const addr = { type: 'unix', path: socketPath };
    await monitor.execute('netdev_add', { type: 'stream', id, server: false, addr });
    const card: AttachedDevice = { kind: 'card', id, port, socketPath, ether };
    await monitor.execute('device_add', cardDevice(card));
    return card;
  });
}
