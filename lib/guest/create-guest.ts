import type { Guest, GuestDefinition, GuestDistro, GuestKind } from '../../typings/guest.ts';
import type { XenHost } from '../../typings/host.ts';
import type { WaitOptions } from '../../typings/wire.ts';
import { XEN_BRIDGE } from '../install/xen/install-xen.ts';
import { putDebianFiles } from './debian-files.ts';
import { guestConfig, guestFolder } from './guest-config.ts';
import { openGuest } from './open-guest.ts';
import { putTinyFiles } from './tiny-files.ts';

export interface CreateGuestOptions extends WaitOptions {
  /** Name of the domain. */
  readonly name: string;
  readonly kind: GuestKind;
  /** Default `tiny`. */
  readonly distro?: GuestDistro;
  /** Unique among the guests on the network; see guestEther. */
  readonly ether: string;
  /** Default 128 for a tiny guest, 256 for Debian. */
  readonly memoryMiB?: number | undefined;
  /** Default 1. */
  readonly vcpus?: number | undefined;
  /** Where images are stored on the harness's machine. Source: config.paths.cacheDir. */
  readonly cacheDir: string;
}

const PUT_FILES = { tiny: putTinyFiles, debian: putDebianFiles } as const;
const MEMORY_MIB = { tiny: 128, debian: 256 } as const;

/**
 * Creates a guest: stores its kernel, root and configuration on its host. {@link Guest.start} starts the domain.
 *
 * A tiny guest runs the kernel of the host. A Debian guest has a disk, which is attached to a QEMU host and copied to
 * any other host.
 *
 * @throws CommandError (`COMMAND_FAILED`, blame test)
 * @throws ToolMissingError (`TOOL_MISSING`, blame lab) - a tool that builds the root is not installed.
 * @throws the errors of ensureImage, for Debian.
 *
 * Source: replaces osstest's ts-debian-install.
 */
export async function createGuest(host: XenHost, options: CreateGuestOptions): Promise<Guest> {
  const { name, kind, distro = 'tiny', ether, vcpus = 1, memoryMiB = MEMORY_MIB[distro], cacheDir, signal } = options;
  await host.exec(['mkdir', '-p', guestFolder(name)], { signal });
  const parts = await PUT_FILES[distro](host, { name, kind, cacheDir, signal });
  const { kernel, ramdisk, disk, hostKeys } = parts;
  const definition: GuestDefinition = { name, kind, distro, memoryMiB, vcpus, ether, disk };
  const extra = `console=${kind === 'hvm' ? 'ttyS0' : 'hvc0'} ${parts.extra}`;
  const config = guestConfig(definition, {
    kernel,
    ramdisk,
    bridge: host.network?.joined?.bridge ?? XEN_BRIDGE,
    extra,
    tscMode: host.properties['guest-tsc-mode'],
  });
  await host.ssh.writeFile(`${guestFolder(name)}/xl.cfg`, config, { signal });
  return openGuest(host, definition, { hostKeys });
}
