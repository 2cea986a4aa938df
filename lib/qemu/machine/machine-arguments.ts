import type { Accelerator, Machine } from './machine.ts';

/** Ports of the machine to which disks and cards can be attached while the host runs, such as the disks of guests. */
export const HOTPLUG_PORTS = ['hotplug1', 'hotplug2', 'hotplug3', 'hotplug4'] as const;

/** Returns the options for an accelerator. With TCG qemu64 boots quickest; richer models were slower or failed under Xen. */
export function acceleratorArguments(
  accelerator: Accelerator,
  processor = accelerator === 'kvm' ? 'host' : 'qemu64,+svm,+npt',
): string[] {
  const how = accelerator === 'kvm' ? 'kvm' : 'tcg,thread=multi,tb-size=512';
  return ['-accel', how, '-machine', 'q35', '-cpu', processor];
}

/**
 * Returns the part of QEMU's command line that describes the machine. It is equal for all hosts that are thawed from one
 * state.
 *
 * @param ownDevices - devices that only this kind of host has. They come first and so decide the PCI addresses.
 */
export function machineArguments(machine: Machine, ownDevices: readonly string[]): string[] {
  return [
    acceleratorArguments(machine.accelerator),
    ['-smp', String(machine.cpus)],
    ['-m', String(machine.memoryMiB)],
    ['-display', 'none', '-nodefaults', '-no-user-config'],
    ownDevices,
    ['-device', 'virtio-net-pci,netdev=net,mac=52:54:00:00:00:01,romfile='],
    ['-device', 'virtio-rng-pci'],
    ...HOTPLUG_PORTS.map((id, index) => ['-device', `pcie-root-port,id=${id},chassis=${index + 1},slot=${index + 1}`]),
  ].flat();
}
