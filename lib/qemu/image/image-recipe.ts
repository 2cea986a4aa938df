import { readFileSync } from 'node:fs';
import { sha256Json } from '../../util/digest.ts';
import type { QemuKeys } from '../tools/qemu-keys.ts';

/** Everything that decides the content of an image, except the mirror of the packages. */
export interface ImageRecipe {
  readonly kind: ImageKind;
  readonly suite: string;
  readonly packages: readonly string[];
  /** Size of the disk, as truncate takes it. */
  readonly diskSize: string;
  /** Public keys that the image contains. */
  readonly keys: readonly string[];
  /** A shell script; its head lists the settings that it reads. */
  readonly build: string;
  /** Further settings of the script, by name. */
  readonly settings: Readonly<Record<string, string>>;
}

/** What an image is for. */
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
/** Dependencies of Xen's packages: installing them in the image is much faster than on a QEMU host. */
const XEN_DEPENDENCIES = ['libncurses6', 'libyajl2', 'lsb-base', 'python3', 'ucf'];

/** Packages of a RAM host. */
const RAM_PACKAGES = [
  'base-files bash bridge-utils busybox-static coreutils cpio diffutils dpkg e2fsprogs findutils grep gzip hostname',
  'ifupdown iproute2 iputils-ping kmod libc-bin linux-image-amd64 login lvm2 mawk mount openssh-server',
  'openssh-sftp-server procps qemu-system-xen sed tar util-linux xen-hypervisor-4.17-amd64 xen-utils-4.17 xenstore-utils',
].flatMap((line) => line.split(' '));

/** Kernel modules of a RAM host; their dependencies are added. */
const RAM_MODULES = [
  'virtio_pci virtio_net virtio_blk virtio_rng bridge loop tun ext4 dm-mod dm-snapshot nbd 8021q',
  'xen-evtchn xen-gntdev xen-gntalloc xen-privcmd xenfs xen-netback xen-blkback',
  'af_packet mii xen-netfront xen-blkfront e1000', // of tiny guests
].join(' ');

const readScript = (name: string): string => readFileSync(new URL(name, import.meta.url), 'utf8');

/** Returns the recipe of a kind of image. */
export function imageRecipe(kind: ImageKind, keys: Pick<QemuKeys, 'authorizedKey' | 'hostKey'>): ImageRecipe {
  const common = { kind, suite: 'bookworm', diskSize: '6G', keys: [keys.authorizedKey, keys.hostKey] };
  if (kind === 'ram') {
    const settings = { INIT: readScript('../ram/init.sh'), MODULES: RAM_MODULES };
    return { ...common, packages: RAM_PACKAGES, build: readScript('../ram/build-ram-system.sh'), settings };
  }
  return {
    ...common,
    packages: [...HOST_PACKAGES, ...XEN_DEPENDENCIES],
    build: readScript('build-debian.sh'),
    settings: {
      SET_UP_HOST: readScript('set-up-host.sh'),
      PROBE: readScript('probe-virtualisation.py'),
    },
  };
}

/** Returns what identifies a recipe: images with equal digests are interchangeable. */
export const recipeDigest = (recipe: ImageRecipe): string => sha256Json(recipe);
