import { openSsh } from 'osstest';

/** Runs a command on a machine; nothing else of osstest is there: no database, no booking, no host. */
export async function kernelOf(address: string, identityPath: string): Promise<string> {
  const target = { name: address, address, port: 22, user: 'root', identityPath, hostKeys: 'learn' } as const;
  await using ssh = openSsh(target);
  const { stdout } = await ssh.exec('uname -r', { timeoutMs: 10_000 });
  return stdout.trim();
}
