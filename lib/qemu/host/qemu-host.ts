import type { HostDefinition } from '../../../typings/host-definition.ts';

/**
 * A QEMU host of this account: a folder, a port, and a QEMU while it is on. See readQemuHost for what runs on it.
 *
 * Disposing of a host whose life is tied to this process removes it; any other host stays as it is.
 */
export interface QemuHost extends AsyncDisposable {
  readonly name: string;
  readonly directory: string;
  /** Where images, frozen hosts and packages are stored. */
  readonly cacheDir: string;
  /** How the layers above reach the host. It never changes, whatever is on the disk. */
  readonly definition: HostDefinition;
  readonly serialLogPath: string;
  readonly qmpEventsPath: string;
}

/** What identifies a host's folder; enough to stop and remove the host. */
export type QemuHostFolder = Pick<QemuHost, 'name' | 'directory'>;
