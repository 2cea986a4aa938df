import type { SshConnection, WaitOptions } from '../../../typings/wire.ts';

/**
 * The id that Linux makes anew at each boot: it alone proves that a host was rebooted (ssh may answer while it goes down).
 *
 * @throws FileCopyError (`FILE_COPY_FAILED`, blame test) - no Linux there; and what ssh throws.
 * Source: /proc/sys/kernel/random/boot_id.
 */
export async function readBootId(connection: SshConnection, options: WaitOptions = {}): Promise<string> {
  const text = await connection.readFile('/proc/sys/kernel/random/boot_id', { timeoutMs: 20_000, ...options });
  return text.toString('utf8').trim();
}
