import type { Guest } from '../../typings/guest.ts';
import type { XenHost } from '../../typings/host.ts';
import type { WaitOptions } from '../../typings/wire.ts';
import { installPackages } from '../host/install-packages.ts';
import { UnsupportedError } from '../errors/host-errors.ts';
import { addressAmongHosts } from '../host/join-hosts.ts';
import { minutes } from '../util/units.ts';
import { copyBootFiles } from './debian-files.ts';
import { guestFolder } from './guest-config.ts';

/**
 * Makes a guest startable on another host, to which it can then migrate. The disk stays on its host and is exported over the
 * network under the same path; boot files and configuration are copied. The hosts must reach each other.
 *
 * @param port - TCP port of the export.
 * @throws UnsupportedError (`UNSUPPORTED`, blame lab) - the guest's disk is not a device.
 * @throws CommandError (`COMMAND_FAILED`, blame test)
 *
 * Source: replaces osstest's ts-guests-nbd-mirror.
 */
export async function mirrorGuestDisk(guest: Guest, to: XenHost, port: number, wait: WaitOptions = {}): Promise<void> {
  const { host: from, name, definition } = guest;
  const { disk, kind } = definition;
  if (disk?.startsWith('/dev/') !== true)
    throw new UnsupportedError(`${name}: its disk is ${disk ?? 'none'}, and only a device can be mirrored`);
  const bounds = { timeoutMs: minutes(3), ...wait };
  await Promise.all([from, to].map((host) => installPackages(host, ['qemu-utils'], wait)));
  await from.exec(['sh', '-c', EXPORT_DISK, 'sh', name, disk, String(port)], bounds);
  const address = addressAmongHosts(from);
  await to.exec(['sh', '-c', IMPORT_DISK, 'sh', name, disk, address, String(port)], bounds);
  await to.exec(['mkdir', '-p', guestFolder(name)], bounds);
  await copyBootFiles(to, { name, kind, disk }, wait);
  const config = `${guestFolder(name)}/xl.cfg`;
  await to.ssh.writeFile(config, await from.ssh.readFile(config, wait), wait);
  to.emitter.progress(`${name}: its disk on ${from.name} is available on ${to.name}`);
}

/**
 * Arguments: name, disk, port. The export bypasses the cache of the host, because a guest on this host bypasses it too:
 * otherwise each could miss what the other has written.
 */
const EXPORT_DISK = `exec qemu-nbd --fork --persistent --shared=2 --cache=none --aio=threads --format=raw \
--export-name="$1" --port="$3" "$2"`;

/**
 * Arguments: name, disk, address, port. It does not use nbd-client, whose installation rebuilds the initramfs of the host:
 * that takes an emulated host minutes.
 */
const IMPORT_DISK = `set -e
modprobe nbd
for device in /dev/nbd[0-9] /dev/nbd[0-9][0-9] none; do [ -e "/sys/block/\${device#/dev/}/pid" ] || break; done
if [ "$device" = none ]; then echo "all of its network block devices are in use" >&2; exit 1; fi
qemu-nbd --fork --persistent --cache=none --format=raw --connect="$device" "nbd://$3:$4/$1"
for i in $(seq 100); do [ -e "\${device}p1" ] && break; sleep 0.2; done
mkdir -p "$(dirname "$2")"
ln -sfn "$device" "$2"
ln -sfn "\${device}p1" "$2-part1"`;
