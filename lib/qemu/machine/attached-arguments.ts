import type { AttachedDevice } from './attached-device.ts';
import { escapeOption } from './escape-option.ts';

type AttachedOf<Kind extends AttachedDevice['kind']> = Extract<AttachedDevice, { readonly kind: Kind }>;
type DeviceOptions = Readonly<Record<string, string>>;

/** Returns the options of an attached disk's device, as QMP's `device_add` takes them. */
export const diskDevice = ({ id, port }: AttachedOf<'disk'>): DeviceOptions => ({
  driver: 'virtio-blk-pci',
  drive: id,
  bus: port,
  serial: id,
  id: `${id}-device`,
});

/** Returns the options of an attached card's device, as QMP's `device_add` takes them. */
export const cardDevice = ({ id, port, ether }: AttachedOf<'card'>): DeviceOptions => ({
  driver: 'virtio-net-pci',
  netdev: id,
  bus: port,
  mac: ether,
  romfile: '',
  id: `${id}-device`,
});

/** Returns the arguments for devices that were attached while the host ran: they stay when it is switched off and on. */
export function attachedArguments(attached: readonly AttachedDevice[]): string[] {
  return attached.flatMap((device) => {
    if (device.kind === 'disk') {
      const drive = `file=${device.file},format=qcow2,if=none,id=${device.id},cache=unsafe,discard=unmap`;
      return ['-drive', drive, '-device', deviceOption(diskDevice(device))];
    }
    const address = escapeOption(device.socketPath);
    const stream = `stream,id=${device.id},server=off,addr.type=unix,addr.path=${address}`;
    return ['-netdev', stream, '-device', deviceOption(cardDevice(device))];
  });
}

const deviceOption = ({ driver = '', ...options }: DeviceOptions): string =>
  [driver, ...Object.entries(options).map(([key, value]) => `${key}=${value}`)].join(',');
