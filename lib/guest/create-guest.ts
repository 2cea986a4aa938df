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
  /** Unlike those of all other guests on the network; see guestEther. */
  readonly ether: string;
  /** Default 128 for a tiny guest, 256 for Debian. */
  readonly memoryMiB?: number | undefined;
  /** Default 1. */
  readonly vcpus?: number | undefined;
  /** Where images are kept on the harness's machine. Source: config.paths.cacheDir. */
  readonly cacheDir: string;
}

/** What decides what a distro puts on the host. */
export type PutFilesOptions = Pick<CreateGuestOptions, 'name' | 'kind' | 'cacheDir' | 'signal'>;

/** What a distro puts on the host for a guest to be booted from. */
export interface GuestParts {
  readonly kernel: string;
  readonly ramdisk: string;
  /** Words for the guest's kernel beside its console. */
  readonly extra: string;
  readonly disk: string | null;
  /** As in known_hosts. */
  readonly hostKeys: readonly string[];
}

const PUT_FILES = { tiny: putTinyFiles, debian: putDebianFiles } as const;
const MEMORY_MIB = { tiny: 128, debian: 256 } as const;

/**
 * Puts a guest's files on its host: kernel, root, configuration. The domain is not started: see {@link Guest.start}.
 *
 * A tiny guest runs the kernel of the host itself; Debian has a disk of its own, which is plugged into the host where that
 * can be done, and copied to it elsewhere.
 *
 * @throws CommandError (`COMMAND_FAILED`, blame test)
 * @throws ToolMissingError (`TOOL_MISSING`, blame lab) - something to build the root with is not installed.
 * @throws what ensureImage throws, for Debian.
 *
 * Source: stands for osstest's ts-debian-install.
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
