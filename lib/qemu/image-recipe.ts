import { readFileSync } from 'node:fs';
import { sha256Json } from '../util/digest.ts';
import type { LabKeys } from './qemu-keys.ts';

/** All that decides what is in an image; not which mirror the packages come from. */
export interface ImageRecipe {
  readonly kind: ImageKind;
  readonly suite: string;
  readonly packages: readonly string[];
  /** Size of the disk, as truncate takes it. */
  readonly diskSize: string;
  /** Public halves of the lab's keys that go in. */
  readonly keys: readonly string[];
  /** Shell scripts: see their heads. */
  readonly build: string;
  readonly setUpHost: string;
  /** A program in the host: see its head. */
  readonly probe: string;
}

/** `debian`: a plain Debian host with GRUB and sshd, ready for Xen's packages. */
export type ImageKind = 'debian';

const HOST_PACKAGES = [
  'bridge-utils',
  'cpio',
  'dbus',
  'e2fsprogs',
  'grub-pc',
  'ifupdown',
  'initramfs-tools',
  'iproute2',
  'iputils-ping',
  'isc-dhcp-client',
  'kmod',
  'linux-image-amd64',
  'lvm2',
  'lz4',
  'openssh-server',
  'procps',
  'systemd-sysv',
  'udev',
  'zstd',
];
/** What Xen's packages need beside themselves: much quicker installed here than on an QEMU host. */
const XEN_DEPENDENCIES = ['libncurses6', 'libyajl2', 'lsb-base', 'python3', 'ucf'];

/** The recipe of a kind of image. */
export function imageRecipe(kind: ImageKind, keys: Pick<LabKeys, 'authorizedKey' | 'hostKey'>): ImageRecipe {
  const script = (name: string): string => readFileSync(new URL(`image/${name}`, import.meta.url), 'utf8');
  return {
    kind,
    suite: 'bookworm',
    packages: [...HOST_PACKAGES, ...XEN_DEPENDENCIES],
    diskSize: '6G',
    keys: [keys.authorizedKey, keys.hostKey],
    build: script('build-debian.sh'),
    setUpHost: script('set-up-host.sh'),
    probe: script('probe-virtualisation.py'),
  };
}

/** What identifies a recipe: images of equal digests are interchangeable. */
export const recipeDigest = (recipe: ImageRecipe): string => sha256Json(recipe);
