import type { ProcessIdentity } from '../../util/process-identity.ts';
import type { AttachedDevice } from '../machine/attached-device.ts';
import type { Machine } from '../machine/machine.ts';
import type { DirectBoot } from '../ram/direct-boot.ts';

/** What is known of a QEMU host; stored as `host.json` in its folder. */
export interface QemuHostRecord {
  readonly name: string;
  readonly machine: Machine;
  /** On 127.0.0.1. It never changes, whatever is on the host's disk. */
  readonly sshPort: number;
  /** As in known_hosts. */
  readonly hostKey: string;
  readonly identityPath: string;
  /** Where its images, frozen hosts and packages are stored. */
  readonly cacheDir: string;
  /** null: the mirror of this machine's apt sources. */
  readonly debianMirror: string | null;
  /** The process with which the host ends; once that process is gone, the host is removed. null: it stays until removed. */
  readonly owner: ProcessIdentity | null;
  /** What runs, or ran last; null: it was never started. */
  readonly run: HostRun | null;
}

/** One run of a host's QEMU, from switching on to switching off. */
export interface HostRun {
  readonly qemu: ProcessIdentity;
  /** The whole command line of QEMU. */
  readonly command: readonly string[];
  /** What the disk was made from. */
  readonly origin: HostOrigin;
  /** Name of the file that the host writes to. */
  readonly disk: string;
  readonly attached?: readonly AttachedDevice[];
  /** How a RAM host boots; absent: by the boot loader on its disk. */
  readonly boot?: HostBoot | undefined;
  readonly startedAt: string;
}

/** What a RAM host boots, and from which folder. */
export interface HostBoot {
  readonly directory: string;
  readonly what: DirectBoot;
}

/** What a host's system was made from. */
export type HostOrigin =
  /** A fresh disk from an image. */
  | { readonly kind: 'image'; readonly digest: string }
  /** An installed host that was frozen, and thawed as this one. */
  | { readonly kind: 'frozen'; readonly digest: string };

/** A host as found in its folder: its record, and whether its QEMU runs now. */
export interface FoundHost {
  readonly directory: string;
  readonly record: QemuHostRecord;
  readonly running: boolean;
}
