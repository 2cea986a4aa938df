import { join } from 'node:path';
import { QemuHostError } from '../../errors/lab-errors.ts';
import { acquireProcessLock } from '../../util/process-lock.ts';
import { openQmp, type QmpClient } from '../../wire/qmp/qmp-client.ts';
import type { QemuHost } from '../host/qemu-host.ts';
import { readQemuHost, writeQemuHost } from '../host/qemu-host-store.ts';
import type { AttachedDevice } from '../machine/attached-device.ts';
import { HOST_FILES } from '../machine/host-files.ts';
import { HOTPLUG_PORTS } from '../machine/machine-arguments.ts';

export interface AttachOptions {
  readonly signal?: AbortSignal | undefined;
}

/** QEMU truncates identifiers of more than 20 bytes. */
const ID = /^[A-Za-z0-9-]{1,20}$/;

/**
 * Attaches a device to a free port of a running host and records it.
 *
 * The device stays attached until the host gets another system, also when the host is switched off and on.
 *
 * @param attach - adds the device at the port by QMP; returns what to record.
 * @throws QemuHostError (`QEMU_HOST_FAILED`, blame lab) - the host does not run, has a device of this name, has no port free, or QEMU refused.
 */
export async function attachDevice(
  host: QemuHost,
  { id, signal }: AttachOptions & { readonly id: string },
  attach: (monitor: QmpClient, port: string) => Promise<AttachedDevice>,
): Promise<void> {
  if (!ID.test(id))
    throw new QemuHostError(host.name, `"${id}": the name of an attached device has 1 to 20 letters, digits, "-"`);
  await using _lock = await acquireProcessLock(`host ${host.directory}`, { ...(signal && { signal }) });
  const found = await readQemuHost(host.directory);
  const run = found?.running === true ? found.record.run : null;
  if (found === null || run === null)
    throw new QemuHostError(host.name, `it does not run, so "${id}" cannot be attached`);
  const { attached = [] } = run;
  if (attached.some((device) => device.id === id)) throw new QemuHostError(host.name, `"${id}" is attached already`);
  const port = HOTPLUG_PORTS.find((name) => attached.every((device) => device.port !== name));
  if (port === undefined) throw new QemuHostError(host.name, `"${id}": all ${HOTPLUG_PORTS.length} ports are in use`);
  await using monitor = await openQmp(join(host.directory, HOST_FILES.qmpControl), { signal });
  const device = await attach(monitor, port);
  await writeQemuHost(host.directory, { ...found.record, run: { ...run, attached: [...attached, device] } });
}
