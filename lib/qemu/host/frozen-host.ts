import type { HostBoot } from './qemu-host-record.ts';

/** A host that was frozen while it ran: memory and disk, from which any number of hosts can be thawed. */
export interface FrozenHost {
  /** Identifies key, machine and QEMU; names the folder. */
  readonly digest: string;
  /** The caller's name for the state. */
  readonly key: string;
  readonly frozenAt: Date;
  readonly directory: string;
  readonly diskPath: string;
  readonly memoryPath: string;
  /** The disk under the frozen disk, which is not usable without it. */
  readonly backingPath: string;
  /** How a RAM host boots. */
  readonly boot?: HostBoot | undefined;
}
