// QEMU hosts: make, start, freeze and remove them.
export type { Accelerator, Machine } from './machine/machine.ts';
export { type CreateQemuHostOptions, createQemuHost } from './host/create-qemu-host.ts';
export type { QemuHost, QemuHostFolder } from './host/qemu-host.ts';
export type { DirectBoot } from './ram/direct-boot.ts';
export type { ImageKind } from './image/image-recipe.ts';
export { openQemuHost } from './host/open-qemu-host.ts';
export { removeQemuHost } from './host/remove-qemu-host.ts';
export { type EnsureImageOptions, ensureImage } from './image/ensure-image.ts';
export { listQemuHosts } from './host/qemu-host-store.ts';
export type { FoundHost, HostBoot, HostOrigin, HostRun, QemuHostRecord } from './host/qemu-host-record.ts';
export type { AttachedDevice } from './machine/attached-device.ts';
export type { FrozenHost } from './host/frozen-host.ts';
export type { HostImage } from './image/image-cache.ts';
export type { ProcessIdentity } from '../util/process-identity.ts';
export type { QemuHostSource } from './host/qemu-host-source.ts';
export { startQemuHost } from './host/start-qemu-host.ts';
export { chooseAccelerator } from './accelerator/choose-accelerator.ts';
export { stopQemuHost } from './host/stop-qemu-host.ts';
