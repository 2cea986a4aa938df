import type { DebianHost, Host, HostSystem } from '../../../typings/host.ts';
import type { WaitOptions } from '../../../typings/wire.ts';
import { HostStateError, UnsupportedError } from '../../errors/host-errors.ts';
import { asDebianHost } from '../../host/as-debian-host.ts';

/** Options of {@link installDebian}. */
export interface InstallDebianOptions extends WaitOptions {
  /** Such as `bookworm`; default: the suite of the host's image. */
  readonly suite?: string;
  /** Where the system of a QEMU host is: on its disk, or in RAM. Default: config key qemu.system. Source: runvar host_system. */
  readonly system?: HostSystem;
}

/**
 * Installs Debian on a host and waits until the host is up.
 *
 * A host whose disk is a file gets a new disk from an image. A host with the flag `no-reinstall` keeps its Debian, which is
 * checked.
 *
 * @throws UnsupportedError (`UNSUPPORTED`, blame lab) - osstest cannot install a system on the host.
 * @throws HostDownError (`HOST_DOWN`, blame test) - the host did not come up.
 * @throws HostStateError (`HOST_STATE`, blame lab) - the host does not run the requested Debian.
 *
 * Source: replaces osstest's ts-host-install.
 */
export async function installDebian(host: Host, options: InstallDebianOptions = {}): Promise<DebianHost> {
  if (host.flags.includes('no-reinstall')) {
    host.emitter.progress(`${host.name}: keeps its system (flag no-reinstall)`);
  } else if (host.imaging === null) {
    throw new UnsupportedError(
      `${host.name}: cannot be installed by osstest (no disk image, no netboot); set the flag "no-reinstall" to use its present Debian`,
    );
  } else {
    const system = options.system ?? host.imaging.system;
    const { digest } = await host.imaging.installImage(system, options);
    const where = system === 'ram' ? 'Debian in RAM' : 'new disk';
    host.emitter.progress(`${host.name}: ${where} from image ${digest.slice(0, 12)}`);
  }
  await host.awaitUp(options);
  const debian = await asDebianHost(host);
  if (options.suite !== undefined && debian.debian.suite !== options.suite) {
    throw new HostStateError(host.name, `Debian ${options.suite}`, `it runs ${debian.debian.suite}`);
  }
  host.emitter.progress(`${host.name}: Debian ${debian.debian.version}, kernel ${debian.debian.kernel}`);
  return debian;
}
