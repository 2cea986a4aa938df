import { readFile } from 'node:fs/promises';
import type { Guest, GuestDefinition, GuestKind } from '../../typings/guest.ts';
import type { XenHost } from '../../typings/host.ts';
import type { WaitOptions } from '../../typings/wire.ts';
import { XEN_BRIDGE } from '../install/xen/install-xen.ts';
import { quoteShell } from '../util/quote.ts';
import { minutes } from '../util/units.ts';
import { guestConfig, guestFolder } from './guest-config.ts';
import { openGuest } from './open-guest.ts';
import { ensureTinyImage } from './tiny-image.ts';

export interface CreateGuestOptions extends WaitOptions {
  /** Name of the domain. */
  readonly name: string;
  readonly kind: GuestKind;
  /** Default `tiny`. */
  readonly distro?: 'tiny';
  /** Unlike those of all other guests on the network; see guestEther. */
  readonly ether: string;
  /** Default 128. */
  readonly memoryMiB?: number;
  /** Default 1. */
  readonly vcpus?: number;
  /** Where images are kept on the harness's machine. Source: config.paths.cacheDir. */
  readonly cacheDir: string;
}

/** In the order in which they are loaded; what a kernel has built in is passed over. */
const MODULES = [
  'net/packet/af_packet',
  'drivers/net/mii',
  'drivers/net/xen-netfront',
  'drivers/block/xen-blkfront',
  'drivers/net/ethernet/intel/e1000/e1000',
];

/**
 * Puts a guest's files on its box: kernel, root, configuration. The domain is not started: see {@link Guest.start}.
 *
 * The kernel and its modules are those of the box itself.
 *
 * @throws CommandError (`COMMAND_FAILED`, blame test)
 * @throws ToolMissingError (`TOOL_MISSING`, blame lab) - something to build the root with is not installed.
 *
 * Source: stands for osstest's ts-debian-install, with a smaller guest.
 */
export async function createGuest(host: XenHost, options: CreateGuestOptions): Promise<Guest> {
  const { signal } = options;
  const publicKey = await readFile(`${host.ssh.target.identityPath}.pub`, 'utf8');
  const image = await ensureTinyImage(options.cacheDir, publicKey, signal);
  const definition: GuestDefinition = {
    name: options.name,
    kind: options.kind,
    distro: options.distro ?? 'tiny',
    memoryMiB: options.memoryMiB ?? 128,
    vcpus: options.vcpus ?? 1,
    ether: options.ether,
  };
  const folder = guestFolder(options.name);
  await host.exec(['mkdir', '-p', folder], { signal });
  await host.ssh.putFile(image.path, `${folder}/root.cpio.gz`, { signal });
  await host.exec(quoteShell(['sh', '-c', BUILD_RAMDISK, 'sh', folder, ...MODULES]), { timeoutMs: minutes(2), signal });
  const config = guestConfig(definition, {
    kernel: `${folder}/kernel`,
    ramdisk: `${folder}/ramdisk`,
    bridge: XEN_BRIDGE,
    extra: `console=${options.kind === 'hvm' ? 'ttyS0' : 'hvc0'} quiet`,
  });
  await host.ssh.writeFile(`${folder}/xl.cfg`, config, { signal });
  return openGuest(host, definition, { hostKeys: [image.hostKey] });
}

/** The kernel unpacks any number of archives one behind another: the root, and the modules of the box's kernel. */
const BUILD_RAMDISK = `set -e
folder=$1; shift
cp "/boot/vmlinuz-$(uname -r)" "$folder/kernel"
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT
mkdir -p "$work/lib/modules"; : > "$work/lib/modules/order"
for module; do
  file="/lib/modules/$(uname -r)/kernel/$module.ko"
  [ -e "$file" ] || continue
  cp "$file" "$work/lib/modules/"; basename "$module" >> "$work/lib/modules/order"
done
(cd "$work" && find lib | cpio --quiet -R 0:0 -H newc -o | gzip -1) > "$folder/modules.cpio.gz"
cat "$folder/root.cpio.gz" "$folder/modules.cpio.gz" > "$folder/ramdisk"`;
