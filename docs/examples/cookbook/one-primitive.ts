import { openSsh } from 'osstest';

/** Returns the kernel release of a machine. It uses ssh only: no database, no booking, no host of osstest. */
export async function kernelOf(address: string, identityPath: string): Promise<string> {
  const target = { name: address, address, port: 22, user: 'root', identityPath, hostKeys: 'learn' } as const;
  await using ssh = openSsh(target);
  const { stdout } = await ssh.exec('uname -r', { timeoutMs: 10_000 });
  return stdout.trim();
}
