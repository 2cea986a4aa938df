import { join } from 'node:path';
import type { Emitter } from '../../typings/events.ts';
import type { HostNetwork, Lan } from '../../typings/host.ts';
import type { SshConnection } from '../../typings/wire.ts';
import type { QemuHost } from '../qemu/create-host.ts';
import { openLan } from '../qemu/lan/open-lan.ts';
import { plugCard } from '../qemu/plug.ts';
import { minutes } from '../util/units.ts';

const LAN_BRIDGE = 'lanbr0';

/** A QEMU host has its own way to us and to no other host: to see those it gets another card, on a switch of ours. */
export function networkOf(host: QemuHost, ssh: SshConnection, emitter: Pick<Emitter, 'progress'>): HostNetwork {
  let joined: HostNetwork['joined'] = null;
  return {
    get joined() {
      return joined;
    },
    openLan: () => openLan(join(host.directory, 'lan.sock')),
    join: async (lan: Lan, { signal } = {}) => {
      const ether = etherOf(host);
      const address = lan.addressOf(ether);
      await plugCard(host, lan, { id: 'lan', ether }, { signal });
      await ssh.exec(['sh', '-c', SET_UP_BRIDGE, 'sh', ether, `${address}/24`, LAN_BRIDGE], {
        timeoutMs: minutes(2),
        signal,
      });
      joined = { bridge: LAN_BRIDGE, address };
      emitter.progress(`${host.name}: joined the network of the job's hosts as ${address}`);
    },
  };
}

/** No two hosts of a machine have the same port. */
function etherOf({ definition }: QemuHost): string {
  const port = definition.sshPort.toString(16).padStart(4, '0');
  return `52:54:00:78:${port.slice(0, 2)}:${port.slice(2)}`;
}

/** Arguments: the card's ethernet address, the host's address, name of the bridge. It is there after a reboot, too. */
const SET_UP_BRIDGE = `set -e
for i in $(seq 100); do
  for dir in /sys/class/net/*; do
    [ "$(cat "$dir/address")" = "$1" ] && [ -e "$dir/device" ] && card=$(basename "$dir")
  done
  [ -n "$card" ] && break
  sleep 0.2
done
[ -n "$card" ] || { echo "no card $1 came up" >&2; exit 1; }
cat >> /etc/network/interfaces <<EOF

iface $card inet manual

auto $3
iface $3 inet static
    address $2
    bridge_ports $card
    bridge_stp off
    bridge_fd 0
EOF
ifup "$3"`;
