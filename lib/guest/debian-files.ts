import { createReadStream } from 'node:fs';
import { createGzip } from 'node:zlib';
import type { Guest, GuestKind } from '../../typings/guest.ts';
import type { Host, XenHost } from '../../typings/host.ts';
import type { WaitOptions } from '../../typings/wire.ts';
import { UnsupportedError } from '../errors/host-errors.ts';
import { ensureImage } from '../qemu/image/ensure-image.ts';
import { ensureQemuKeys } from '../qemu/tools/qemu-keys.ts';
import { quoteShellWord } from '../util/quote.ts';
import { minutes } from '../util/units.ts';
import type { GuestParts, PutFilesOptions } from './guest-parts.ts';
import { FIND_KERNEL, guestFolder } from './guest-config.ts';

/** Stores the files of a Debian guest on its host: its disk, and the kernel and initrd from that disk. */
export async function putDebianFiles(host: XenHost, options: PutFilesOptions): Promise<GuestParts> {
  const { name, kind, cacheDir, signal } = options;
  const disk = await putDisk(host, options);
  const folder = guestFolder(name);
  await copyBootFiles(host, { name, kind, disk }, { signal });
  const { hostKey } = await ensureQemuKeys(cacheDir);
  const extra = 'root=/dev/xvda1 ro net.ifnames=0 mitigations=off';
  return { kernel: `${folder}/kernel`, ramdisk: `${folder}/ramdisk`, extra, disk, hostKeys: [hostKey] };
}

/** Copies kernel and initrd from a guest's disk to its folder on the host, which must exist. */
export async function copyBootFiles(
  host: Host,
  { name, kind, disk }: { readonly name: string; readonly kind: GuestKind; readonly disk: string },
  wait: WaitOptions,
): Promise<void> {
  await inRootOf(host, disk, COPY_BOOT_FILES, wait, [guestFolder(name), kind]);
}

/** Arguments: folder, kind of guest. */
const COPY_BOOT_FILES = String.raw`
${FIND_KERNEL}
find_kernel "$root" "$2" '*'
cp "$kernel" "$1/kernel"
cp "$root"/boot/initrd.img-* "$1/ramdisk"`;

/** Creates a disk from the image of Debian hosts: attached to a QEMU host, copied to any other. Returns its path. */
async function putDisk(host: XenHost, { name, cacheDir, signal }: PutFilesOptions): Promise<string> {
  if (host.imaging === null) {
    const image = await ensureImage('debian', { cacheDir, emitter: host.emitter, signal });
    const path = `${guestFolder(name)}/disk.raw`;
    host.emitter.progress(`${name}: copying its disk to ${host.name}`);
    await copySparse(host, image.diskPath, path, { signal });
    return path;
  }
  const { device } = await host.imaging.attachDisk('debian', `guest-${name}`.slice(0, 20), { signal });
  host.emitter.progress(`${name}: its disk is attached to ${host.name}`);
  const partition = quoteShellWord(`${device}-part1`);
  const appear = `for i in $(seq 100); do [ -e ${partition} ] && exit; sleep 0.2; done; ls -l /dev/disk/by-id >&2; exit 1`;
  await host.exec(appear, { timeoutMs: minutes(1), signal });
  return device;
}

/** Copies a local sparse file: its holes cost little during the transfer and use no space on the host. */
export async function copySparse(host: Pick<Host, 'exec'>, from: string, to: string, wait: WaitOptions): Promise<void> {
  const stdin = createReadStream(from, { highWaterMark: 1 << 20 }).pipe(createGzip({ level: 1 }));
  const [path, part] = [quoteShellWord(to), quoteShellWord(`${to}.part`)];
  const unpack = `gzip -dc | dd of=${part} bs=1M iflag=fullblock conv=sparse status=none && mv ${part} ${path}`;
  await host.exec(['bash', '-c', `set -o pipefail; ${unpack}`], { stdin, timeoutMs: minutes(30), ...wait });
}

/**
 * Sets the name of a Debian guest, and makes it print its address on its console.
 *
 * @throws UnsupportedError (`UNSUPPORTED`, blame lab) - the guest has no disk.
 * @throws CommandError (`COMMAND_FAILED`, blame test)
 *
 * Source: replaces osstest's ts-debian-fixup.
 */
export async function fixUpDebian(guest: Guest, wait: WaitOptions = {}): Promise<void> {
  const { host, name, definition } = guest;
  if (definition.disk === null) throw new UnsupportedError(`${name}: has no disk, so it has no Debian to fix up`);
  await inRootOf(host, definition.disk, FIX_UP, wait, [name, ANNOUNCE, UNITS_OF_HOSTS.join(' ')]);
}

/** Units of the host image that a guest does not need. They take a tenth of its boot time. */
const UNITS_OF_HOSTS = [
  'blk-availability.service',
  'dm-event.socket',
  'lvm2-lvmpolld.socket',
  'lvm2-monitor.service',
  ...['configfs', 'dm_mod', 'drm', 'efi_pstore', 'fuse', 'loop'].map((module) => `modprobe@${module}.service`),
  'sys-fs-fuse-connections.mount',
  'sys-kernel-config.mount',
  'systemd-logind.service',
];

/** Arguments: name, program that prints the address, units to disable. */
const FIX_UP = String.raw`
echo "$1" > "$root/etc/hostname"
printf '127.0.0.1 localhost\n127.0.1.1 %s\n' "$1" > "$root/etc/hosts"
for unit in $3; do ln -sf /dev/null "$root/etc/systemd/system/$unit"; done
printf %s "$2" > "$root/etc/network/if-up.d/osstest-address"
chmod 755 "$root/etc/network/if-up.d/osstest-address"
: > "$root/etc/machine-id"`;

/** Runs in the guest at each start of its network. */
const ANNOUNCE = String.raw`#!/bin/sh
[ "$IFACE" = eth0 ] || exit 0
address=$(ip -4 -o addr show eth0 | sed -n 's/.* inet \([0-9.]*\).*/\1/p')
echo "osstest-guest-address $address" > /dev/console
`;

/** Runs commands on the host while the first partition of a disk is mounted as `$root`. */
async function inRootOf(
  host: Host,
  disk: string,
  script: string,
  wait: WaitOptions,
  words: readonly string[] = [],
): Promise<void> {
  const attach = disk.startsWith('/dev/')
    ? 'device=$disk-part1; detach() { :; }'
    : 'loop=$(losetup -fP --show "$disk"); device=${loop}p1; detach() { losetup -d "$loop"; }';
  const lines = [
    'set -e; disk=$1; shift',
    attach,
    'root=$(mktemp -d)',
    `trap 'umount "$root" 2>/dev/null; rmdir "$root"; detach' EXIT`,
    'mount "$device" "$root"',
    script,
  ];
  const command = ['sh', '-c', lines.join('\n'), 'sh', disk, ...words];
  await host.exec(command, { timeoutMs: minutes(2), ...wait });
}
