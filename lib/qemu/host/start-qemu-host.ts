import { QemuHostError } from '../../errors/lab-errors.ts';
import { systemClock } from '../../util/clock.ts';
import { acquireProcessLock } from '../../util/process-lock.ts';
import { launchQemu } from '../machine/launch-qemu.ts';
import { machineArguments } from '../machine/machine-arguments.ts';
import { wiringArguments } from '../machine/wiring-arguments.ts';
import { prepareBoot } from './prepare-boot.ts';
import type { QemuHost } from './qemu-host.ts';
import type { QemuHostSource } from './qemu-host-source.ts';
import { readQemuHost, writeQemuHost } from './qemu-host-store.ts';
import { stopQemuHost } from './stop-qemu-host.ts';

/**
 * Switches a host on and returns when its processors run. A host that is on is switched off first.
 *
 * A frozen host is up then; any other host is at its firmware.
 *
 * @throws QemuHostError (`QEMU_HOST_FAILED`, blame lab) - the host has no disk, or QEMU did not start; has QEMU's message.
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
  const boot = await prepareBoot(host, record, from);
  const command = [
    'qemu-system-x86_64',
    ...machineArguments(record.machine, boot.ownDevices),
    ...wiringArguments(record),
    ...boot.arguments,
  ];
  const qemu = await launchQemu({
    name: host.name,
    directory: host.directory,
    command,
    tied: record.owner !== null,
    memoryPath: boot.memoryPath,
    signal,
  });
  const startedAt = new Date(systemClock.now()).toISOString();
  await writeQemuHost(host.directory, { ...record, run: { qemu, command, ...boot.run, startedAt } });
}
