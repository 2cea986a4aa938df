import type { BootCommandLines, Host } from '../../../typings/host.ts';
import type { WaitOptions } from '../../../typings/wire.ts';
import { HostStateError } from '../../errors/host-errors.ts';

/** The file on a RAM host with the command lines of its next boot into Xen. A reboot deletes it. */
const FILE = '/etc/osstest-xen-boot';

/** Memory of the dom0 of a RAM host, in MiB. It contains the initramfs. */
export const RAM_DOM0_MIB = '860';

/** Stores the command lines with which a RAM host will boot Xen. */
export async function storeBootCommandLines(host: Host, lines: BootCommandLines, wait: WaitOptions): Promise<void> {
  await host.ssh.writeFile(FILE, `${lines.xen}\n${lines.linux}\n`, wait);
}

/**
 * Returns the command lines that {@link storeBootCommandLines} stored. null: none are stored, because the host boots Xen already.
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
