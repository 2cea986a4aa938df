import type { Host } from '../../typings/host.ts';
import type { WaitOptions } from '../../typings/wire.ts';
import { createCleanupList } from '../util/cleanup-list.ts';

/**
 * Connects hosts with each other. They must run Debian. Real hosts are connected already. QEMU hosts join a new network,
 * which ends when the returned object is disposed of.
 *
 * @throws QemuHostError (`QEMU_HOST_FAILED`, blame lab), CommandError (`COMMAND_FAILED`, blame test)
 */
export async function joinHosts(hosts: readonly Host[], wait: WaitOptions = {}): Promise<AsyncDisposable> {
  const cleanup = createCleanupList(() => undefined);
  const networks = hosts.flatMap(({ network }) => (network === null ? [] : [network]));
  const [first] = networks;
  if (first === undefined || networks.length < 2) return cleanup;
  const lan = cleanup.use('network', await first.openLan());
  try {
    for (const network of networks) await network.join(lan, wait);
    return cleanup;
  } catch (error) {
    await cleanup[Symbol.asyncDispose]();
    throw error;
  }
}

/** Returns the address by which other hosts of the job reach the host. */
export const addressAmongHosts = ({ network, ssh }: Host): string => network?.joined?.address ?? ssh.target.address;
