import type { BootCommandLines, Host, HostSystem } from '../../../typings/host.ts';
import type { WaitOptions } from '../../../typings/wire.ts';
import { HostStateError } from '../../errors/host-errors.ts';

/** Where a RAM host keeps the command lines of its next boot into Xen; a reboot deletes the file. */
const FILE = '/etc/osstest-xen-boot';

/** What dom0 needs in MiB beside its guests' tools: the initramfs is in its memory. */
const RAM_DOM0_MIB = 860;

/** Returns whether the system of a host is in RAM. */
export const isInRam = (system: HostSystem | null | undefined): boolean => system === 'ram';

/** Stores the command lines with which a RAM host will boot Xen. Its dom0 gets memory for the initramfs. */
export async function storeBootCommandLines(host: Host, lines: BootCommandLines, wait: WaitOptions): Promise<void> {
  const xen = lines.xen.replace(/dom0_mem=\d+M,max:\d+M/, `dom0_mem=${RAM_DOM0_MIB}M,max:${RAM_DOM0_MIB}M`);
  await host.ssh.writeFile(FILE, `${xen}\n${lines.linux}\n`, wait);
}

/**
 * Reads the command lines that {@link storeBootCommandLines} stored; null: the host boots Xen already.
 *
 * @throws HostStateError (`HOST_STATE`, blame lab) - the file is damaged.
 */
export async function readBootCommandLines(host: Host, wait: WaitOptions): Promise<BootCommandLines | null> {
  const text = await host.text(`cat ${FILE} 2>/dev/null || true`, { signal: wait.signal });
  if (text === '') return null;
  const [xen, linux] = text.split('\n');
  if (xen === undefined || linux === undefined) throw new HostStateError(host.name, 'two command lines', text);
  return { xen, linux };
}
