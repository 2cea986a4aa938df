import { rm } from 'node:fs/promises';
import type { QemuHostFolder } from './qemu-host.ts';
import { stopQemuHost } from './stop-qemu-host.ts';

/** Switches a host off and removes it with its disk and logs. Does nothing when there is no such host. */
export async function removeQemuHost(host: QemuHostFolder): Promise<void> {
  await stopQemuHost(host);
  await rm(host.directory, { recursive: true, force: true });
}
