import type { SshConnection, WaitOptions } from '../../../typings/wire.ts';

/**
 * Returns the id of the host's present boot, which Linux generates at each boot. Only a new id proves a reboot: ssh may
 * still answer while the host shuts down.
 *
 * @throws FileCopyError (`FILE_COPY_FAILED`, blame test) - the host does not run Linux; also throws the errors of ssh.
 * Source: /proc/sys/kernel/random/boot_id.
 */
export async function readBootId(connection: SshConnection, options: WaitOptions = {}): Promise<string> {
  const text = await connection.readFile('/proc/sys/kernel/random/boot_id', { timeoutMs: 20_000, ...options });
  return text.toString('utf8').trim();
}
