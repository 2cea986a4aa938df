import { readFile } from 'node:fs/promises';
import type { XenHost } from '../../typings/host.ts';
import { minutes } from '../util/units.ts';
import type { GuestParts, PutFilesOptions } from './guest-parts.ts';
import { FIND_KERNEL, guestFolder } from './guest-config.ts';
import { ensureTinyImage } from './tiny-image.ts';

/** Modules in the order of loading. Those that are built into the kernel are skipped. */
const MODULES = [
  'net/packet/af_packet',
  'drivers/net/mii',
  'drivers/net/xen-netfront',
  'drivers/block/xen-blkfront',
  'drivers/net/ethernet/intel/e1000/e1000',
];

/** Stores the boot files of a tiny guest on its host: our own root, and the kernel and modules of the host. */
export async function putTinyFiles(
  host: XenHost,
  { name, kind, cacheDir, signal }: PutFilesOptions,
): Promise<GuestParts> {
  const publicKey = await readFile(`${host.ssh.target.identityPath}.pub`, 'utf8');
  const image = await ensureTinyImage(cacheDir, publicKey, signal);
  const folder = guestFolder(name);
  await host.ssh.putFile(image.path, `${folder}/root.cpio.gz`, { signal });
  await host.exec(['sh', '-c', BUILD_RAMDISK, 'sh', folder, kind, ...MODULES], { timeoutMs: minutes(2), signal });
  const [kernel, ramdisk] = [`${folder}/kernel`, `${folder}/ramdisk`];
  return { kernel, ramdisk, extra: 'quiet', disk: null, hostKeys: [image.hostKey] };
}

/**
 * Arguments: folder, kind of guest, modules. Concatenates two archives, which the kernel unpacks one after the other: the
 * modules of the host's kernel, and the root. The first is not compressed, so that Xen's toolstack leaves the unpacking to
 * the guest.
 */
const BUILD_RAMDISK = `set -e
folder=$1; kind=$2; shift 2
${FIND_KERNEL}
find_kernel "" "$kind" "$(uname -r)"
ln -sf "$kernel" "$folder/kernel"
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT
mkdir -p "$work/lib/modules"; : > "$work/lib/modules/order"
for module; do
  file="/lib/modules/$(uname -r)/kernel/$module.ko"
  [ -e "$file" ] || continue
  cp "$file" "$work/lib/modules/"; basename "$module" >> "$work/lib/modules/order"
done
(cd "$work" && find lib | cpio --quiet -R 0:0 -H newc -o) > "$folder/ramdisk"
cat "$folder/root.cpio.gz" >> "$folder/ramdisk"`;
