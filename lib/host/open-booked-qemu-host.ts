import { join } from 'node:path';
import type { Config } from '../../typings/config.ts';
import { chooseAccelerator } from '../qemu/accelerator/choose-accelerator.ts';
import { createQemuHost } from '../qemu/host/create-qemu-host.ts';
import { qemuHostsDir } from '../qemu/host/qemu-host-store.ts';
import { removeQemuHost } from '../qemu/host/remove-qemu-host.ts';
import type { HostWires, WireOptions } from './host-wires.ts';
import { wireQemuHost } from './wire-qemu-host.ts';

/**
 * Creates the QEMU host of a booked name, switched off and without a system, and opens its wires.
 *
 * It first removes the remains that a killed process left. The host ends with this process, and is removed on close.
 */
export async function openBookedQemuHost(config: Config, name: string, options: WireOptions): Promise<HostWires> {
  const { stateDir, cacheDir } = config.paths;
  const { emitter, signal } = options;
  await removeQemuHost({ name, directory: join(qemuHostsDir(stateDir), name) });
  const { memoryMiB, cpus, debianMirror, system } = config.qemu;
  const accelerator = await chooseAccelerator({ cacheDir, debianMirror, emitter, signal });
  const machine = { accelerator, cpus, memoryMiB };
  const qemuHost = await createQemuHost({ name, stateDir, cacheDir, debianMirror, machine, life: 'tied', signal });
  const { wires, close } = wireQemuHost(qemuHost, { ...options, debianMirror, system });
  const end = async (): Promise<void> => {
    await close();
    await qemuHost[Symbol.asyncDispose]();
  };
  return { ...wires, ssh: { ...wires.ssh, [Symbol.asyncDispose]: end } };
}
