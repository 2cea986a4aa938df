/** How the processors of a QEMU host run. */
export type Accelerator =
  | 'tcg' // emulated: slow, but does everything that Xen needs
  | 'kvm'; // by the machine's own processor, where a trial has shown that it also virtualises inside the host

/** What a QEMU host is made of. A frozen host can only be thawed into an equal machine. */
export interface Machine {
  readonly accelerator: Accelerator;
  readonly cpus: number;
  readonly memoryMiB: number;
}
