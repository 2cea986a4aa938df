import type { Guest, GuestDistro, GuestKind } from '../../typings/guest.ts';
import type { XenHost } from '../../typings/host.ts';
import type { RunvarStore } from '../../typings/test.ts';
import { openGuest } from './open-guest.ts';

/**
 * Records a guest, so that later steps find it, in any process.
 *
 * Sets runvars `NAME_domname`, `NAME_hostname`, `NAME_ether`, `NAME_type`, `NAME_distro`, `NAME_disk` (if it has
 * one), `NAME_memory`, `NAME_vcpus`, `NAME_hostkey`.
 */
export async function recordGuest(runvars: RunvarStore, guest: Guest): Promise<void> {
  const { name, definition } = guest;
  const { hostKeys } = guest.ssh.target;
  const values = {
    domname: name,
    hostname: name,
    ether: definition.ether,
    type: definition.kind,
    distro: definition.distro,
    memory: String(definition.memoryMiB),
    vcpus: String(definition.vcpus),
    hostkey: hostKeys === 'learn' ? 'learn' : hostKeys.join(','),
    ...(definition.disk === null ? {} : { disk: definition.disk }),
  };
  for (const [key, value] of Object.entries(values)) await runvars.set(`${name}_${key}`, value);
}

/**
 * Opens the guest that an earlier step recorded, on its host.
 *
 * @throws RunvarMissingError (`RUNVAR_MISSING`, blame dependency) - no guest of this name is recorded.
 */
export function openRecordedGuest(host: XenHost, name: string, runvars: RunvarStore): Guest {
  const value = (key: string): string => runvars.require(`${name}_${key}`);
  const hostKeys = value('hostkey');
  return openGuest(
    host,
    {
      name: value('domname'),
      kind: value('type') as GuestKind,
      distro: value('distro') as GuestDistro,
      disk: runvars.get(`${name}_disk`),
      memoryMiB: Number(value('memory')),
      vcpus: Number(value('vcpus')),
      ether: value('ether'),
    },
    {
      hostKeys: hostKeys === 'learn' ? 'learn' : hostKeys.split(','),
      lastAddress: runvars.get(`${name}_address`),
    },
  );
}
