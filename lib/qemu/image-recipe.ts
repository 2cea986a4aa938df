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
  /** A shell script; its head lists the settings that it reads. */
  readonly build: string;
  /** Further settings of the script, by name. */
  readonly settings: Readonly<Record<string, string>>;
}

export type ImageKind =
  | 'debian' // a disk with Debian, GRUB and sshd, ready for Xen's packages
  | 'ram'; // Debian and Xen in an initramfs that QEMU boots directly, with an empty disk

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

/** What a host in RAM has. */
const RAM_PACKAGES = [
  'base-files bash bridge-utils busybox-static coreutils cpio diffutils dpkg e2fsprogs findutils grep gzip hostname',
  'ifupdown iproute2 iputils-ping kmod libc-bin linux-image-amd64 login lvm2 mawk mount openssh-server',
  'openssh-sftp-server procps qemu-system-xen sed tar util-linux xen-hypervisor-4.17-amd64 xen-utils-4.17 xenstore-utils',
].flatMap((line) => line.split(' '));

/** The kernel modules that a host in RAM has, beside those that they need. */
const RAM_MODULES = [
  'virtio_pci virtio_net virtio_blk virtio_rng bridge loop tun ext4 dm-mod dm-snapshot nbd 8021q',
  'xen-evtchn xen-gntdev xen-gntalloc xen-privcmd xenfs xen-netback xen-blkback',
  'af_packet mii xen-netfront xen-blkfront e1000', // of tiny guests
].join(' ');

const readScript = (name: string): string => readFileSync(new URL(name, import.meta.url), 'utf8');

/** Returns the recipe of a kind of image. */
export function imageRecipe(kind: ImageKind, keys: Pick<LabKeys, 'authorizedKey' | 'hostKey'>): ImageRecipe {
  const common = { kind, suite: 'bookworm', diskSize: '6G', keys: [keys.authorizedKey, keys.hostKey] };
  if (kind === 'ram') {
    const settings = { INIT: readScript('ram/init.sh'), MODULES: RAM_MODULES };
    return { ...common, packages: RAM_PACKAGES, build: readScript('ram/build-ram-system.sh'), settings };
  }
  return {
    ...common,
    packages: [...HOST_PACKAGES, ...XEN_DEPENDENCIES],
    build: readScript('image/build-debian.sh'),
    settings: {
      SET_UP_HOST: readScript('image/set-up-host.sh'),
      PROBE: readScript('image/probe-virtualisation.py'),
    },
  };
}

/** What identifies a recipe: images of equal digests are interchangeable. */
export const recipeDigest = (recipe: ImageRecipe): string => sha256Json(recipe);
