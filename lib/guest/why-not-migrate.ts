import type { GuestDefinition } from '../../typings/guest.ts';
import type { XenHost } from '../../typings/host.ts';
import { seconds } from '../util/units.ts';

/** Returns why a running guest cannot be migrated; null: no reason is known. */
export async function whyNotMigrate(host: XenHost, { kind }: GuestDefinition): Promise<string | null> {
  if (kind !== 'pv') return null;
  const model = await host.text("sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n1", {
    timeoutMs: seconds(30),
  });
  if (!/\bqemu\b/i.test(model)) return null;
  return `a PV guest cannot be migrated live on an emulated processor ("${model}"): Xen fails to enable logdirty there`;
}
