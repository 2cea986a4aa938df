/** Device of a host's own disk. Hosts that have one share it, and frozen states depend on it. */
export const OWN_DISK_DEVICE: readonly string[] = ['-device', 'virtio-blk-pci,drive=disk'];

/** Returns the arguments that open a file as the host's own disk. */
export const ownDiskArguments = (file: string): string[] => [
  '-drive',
  `file=${file},format=qcow2,if=none,id=disk,cache=unsafe,discard=unmap`,
];
