import type { DebianHost, XenInstalledHost } from '../../../typings/host.ts';
import type { WaitOptions } from '../../../typings/wire.ts';
import { HostStateError } from '../../errors/host-errors.ts';
import { minutes, seconds } from '../../util/units.ts';
import { bridgeInterfaces } from './bridge-interfaces.ts';
import { bootCommandLines } from './boot-command-lines.ts';
import { RAM_DOM0_MIB, storeBootCommandLines } from './ram-boot.ts';

/** Options of {@link installXen}. */
export interface InstallXenOptions extends WaitOptions {
  /** The source of Xen: Debian's own packages. */
  readonly from: 'debian-packages';
  /** Appended to Xen's command line. Source: runvar xen_boot_append. */
  readonly xenBootAppend?: string;
  /** Appended to dom0's command line. Source: runvar linux_boot_append. */
  readonly linuxBootAppend?: string;
}

/** The bridge to which guests are attached. */
export const XEN_BRIDGE = 'xenbr0';

const APT = 'DEBIAN_FRONTEND=noninteractive apt-get -q -y -o Dpkg::Use-Pty=0';

/**
 * Installs Xen on a Debian host, without a reboot (see bootXen). It installs the packages and makes Xen the default of the
 * host's GRUB. From the next boot, a bridge has the host's address. Guests' consoles are logged.
 *
 * @throws CommandError (`COMMAND_FAILED`, blame test) - apt or GRUB failed; the message has their output.
 * @throws HostStateError (`HOST_STATE`, blame lab) - the host's network set-up cannot be bridged.
 *
 * Source: replaces osstest's ts-xen-install.
 */
export async function installXen(host: DebianHost, options: InstallXenOptions): Promise<XenInstalledHost> {
  const wait = { signal: options.signal };
  if ((await host.imaging?.runningSystem()) === 'ram') {
    await storeBootCommandLines(host, bootCommandLines(host, options, RAM_DOM0_MIB), wait);
  } else {
    await installPackages(host, wait);
    await setUpBoot(host, options, wait);
    await setUpBridge(host, wait);
  }
  const version = await host.text(
    "dpkg-query -W -f '${Version}' 'xen-hypervisor-*-amd64' 2>/dev/null | head -n1",
    wait,
  );
  host.emitter.progress(`${host.name}: Xen ${version} installed`);
  return { ...host, xenInstalled: { version } };
}

async function installPackages(host: DebianHost, wait: WaitOptions): Promise<void> {
  host.emitter.progress(`${host.name}: apt-get install xen`);
  const disk = host.properties['disk-device'] ?? '/dev/vda';
  await host.exec(`echo 'grub-pc grub-pc/install_devices multiselect ${disk}' | debconf-set-selections`, wait);
  // qemu-system-xen: the device model of HVM guests, on which no other package depends.
  // The host's package lists are usually recent enough. An update takes a QEMU host half a minute.
  const install = `${APT} install --no-install-recommends xen-system-${host.debian.arch} xenstore-utils qemu-system-xen`;
  await host.exec(`${install} || { ${APT} update && ${install}; }`, { timeoutMs: minutes(15), ...wait });
  await host.exec(`test -e /boot/grub/i386-pc/core.img || grub-install ${disk}`, { timeoutMs: minutes(2), ...wait });
}

async function setUpBoot(host: DebianHost, options: InstallXenOptions, wait: WaitOptions): Promise<void> {
  const commandLines = bootCommandLines(host, options);
  await host.ssh.writeFile(
    '/etc/default/grub.d/zz-osstest-xen.cfg',
    [
      '# written by osstest',
      'GRUB_DEFAULT="Debian GNU/Linux, with Xen hypervisor"',
      `GRUB_CMDLINE_XEN="${commandLines.xen}"`,
      `GRUB_CMDLINE_LINUX_XEN_REPLACE="${commandLines.linux}"`,
      '',
    ].join('\n'),
    wait,
  );
  await host.exec('update-grub', { timeoutMs: minutes(3), ...wait });
  await host.exec(
    'mkdir -p /var/log/xen/console && { grep -q "^XENCONSOLED_ARGS=.*log=guest" /etc/default/xen' +
      ' || printf \'\\nXENCONSOLED_ARGS="--log=guest --timestamp=all"\\n\' >> /etc/default/xen; }',
    wait,
  );
}

async function setUpBridge(host: DebianHost, wait: WaitOptions): Promise<void> {
  const file = '/etc/network/interfaces';
  const card =
    host.properties['interface-force'] ??
    (await host.text("ip -4 route show default | sed -n 's/.* dev \\([^ ]*\\).*/\\1/p' | head -n1", wait));
  if (card === XEN_BRIDGE) return;
  const text = (await host.ssh.readFile(file, wait)).toString('utf8');
  const bridged = bridgeInterfaces(text, card, XEN_BRIDGE);
  if (bridged === null)
    throw new HostStateError(
      host.name,
      'bridged network',
      `${file} has no stanza for "${card}", the card of its default route`,
    );
  await host.ssh.writeFile(file, bridged, { timeoutMs: seconds(30), ...wait });
}
