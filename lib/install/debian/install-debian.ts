import type { DebianHost, Host, HostSystem } from '../../../typings/host.ts';
import type { WaitOptions } from '../../../typings/wire.ts';
import { HostStateError, UnsupportedError } from '../../errors/host-errors.ts';
import { asDebianHost } from '../../host/as-debian-host.ts';

export interface InstallDebianOptions extends WaitOptions {
  /** Such as `bookworm`; default: what the host's image has. */
  readonly suite?: string;
  /** Of a QEMU host: a system on its disk, or in RAM. Default: config key qemu.system. Source: runvar host_system. */
  readonly system?: HostSystem;
}

/**
 * Puts Debian on a host and waits until it is up.
 *
 * A host whose disk is a file gets a fresh one made from an image; a host with the flag `no-reinstall` keeps the Debian
 * that it has, which is looked at.
 *
 * @throws UnsupportedError (`UNSUPPORTED`, blame lab) - the host can be given no system by us.
 * @throws HostDownError (`HOST_DOWN`, blame test) - it did not come up.
 * @throws HostStateError (`HOST_STATE`, blame lab) - what came up is not what was asked for.
 *
 * Source: stands for osstest's ts-host-install.
 */
export async function installDebian(host: Host, options: InstallDebianOptions = {}): Promise<DebianHost> {
  if (host.flags.includes('no-reinstall')) {
    host.emitter.progress(`${host.name}: flag no-reinstall: keeps its system`);
  } else if (host.imaging === null) {
    throw new UnsupportedError(
      `${host.name}: cannot be installed by us (no disk image, no netboot); give it the flag "no-reinstall" to use the Debian that is on it`,
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
