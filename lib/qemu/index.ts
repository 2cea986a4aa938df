// QEMU hosts: make, start, freeze and remove them.
export type { Accelerator, Machine } from './qemu-command.ts';
export {
  type CreateQemuHostOptions,
  type QemuHost,
  createQemuHost,
  openQemuHost,
  removeQemuHost,
} from './create-host.ts';
export { type EnsureImageOptions, ensureImage } from './ensure-image.ts';
export {
  type FoundHost,
  type HostOrigin,
  type HostRun,
  type Plugged,
  type QemuHostRecord,
  listQemuHosts,
} from './host-store.ts';
export type { FrozenHost } from './frozen-store.ts';
export type { HostImage } from './image-cache.ts';
export type { ProcessIdentity } from '../util/process-identity.ts';
export { type QemuHostSource, startQemuHost } from './start-host.ts';
export { chooseAccelerator } from './choose-accelerator.ts';
export { stopQemuHost } from './stop-host.ts';
