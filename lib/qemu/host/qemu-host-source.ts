import type { HostImage } from '../image/image-cache.ts';
import type { DirectBoot } from '../ram/direct-boot.ts';
import type { FrozenHost } from './frozen-host.ts';

/** What a QEMU host is started from. */
export type QemuHostSource =
  /** A fresh disk made from the image. */
  | { readonly image: HostImage }
  /** A frozen host: continues where it was frozen. */
  | { readonly frozen: FrozenHost }
  /** The disk of a RAM host, which boots something else. */
  | { readonly boot: DirectBoot }
  /** The disk that the host has. */
  | 'own-disk';
