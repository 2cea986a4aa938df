import { join } from 'node:path';
import type { Emitter } from '../../typings/events.ts';
import type { HostNetwork, Lan } from '../../typings/host.ts';
import type { SshConnection } from '../../typings/wire.ts';
import type { QemuHost } from '../qemu/host/qemu-host.ts';
import { openLan } from '../qemu/network/open-lan.ts';
import { attachCard } from '../qemu/attach/attach-card.ts';
import { minutes } from '../util/units.ts';

const LAN_BRIDGE = 'lanbr0';

/** Returns the network to other hosts: a second card on a virtual switch. The first card reaches only the harness. */
export function openQemuNetwork(
  qemuHost: QemuHost,
  ssh: SshConnection,
  emitter: Pick<Emitter, 'progress'>,
): HostNetwork {
  let joined: HostNetwork['joined'] = null;
  return {
    get joined() {
      return joined;
    },
    openLan: () => openLan(join(qemuHost.directory, 'lan.sock')),
    join: async (lan: Lan, { signal } = {}) => {
      const ether = etherOf(qemuHost);
      const address = lan.addressOf(ether);
      await attachCard(qemuHost, lan, { id: 'lan', ether, signal });
      await ssh.exec(['sh', '-c', SET_UP_BRIDGE, 'sh', ether, `${address}/24`, LAN_BRIDGE], {
        timeoutMs: minutes(2),
        signal,
      });
      joined = { bridge: LAN_BRIDGE, address };
      emitter.progress(`${qemuHost.name}: joined the network of the job's hosts as ${address}`);
    },
  };
}

/** Derives an ethernet address from the ssh port, which is unique on this machine. */
function etherOf({ definition }: QemuHost): string {
  const port = definition.sshPort.toString(16).padStart(4, '0');
  return `52:54:00:78:${port.slice(0, 2)}:${port.slice(2)}`;
}

/** Arguments: the card's ethernet address, the host's address, name of the bridge. The bridge persists across reboots. */
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
