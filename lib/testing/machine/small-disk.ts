import { mkdir } from 'node:fs/promises';
import { quoteShell } from '../../util/quote.ts';
import { run } from '../../util/subprocess.ts';
import { isolate } from './isolate.ts';

/** Returns whether this process can mount file systems in a namespace of its own. */
export const canMakeSmallDisk = (): Promise<boolean> =>
  run([...isolate('--mount'), 'sh', '-ec', 'mount -t tmpfs tmpfs /mnt']).then(
    () => true,
    () => false,
  );

/** Returns the command prefix that mounts a small disk at this folder for the command. */
export async function withSmallDisk(folder: string, size: string): Promise<readonly string[]> {
  await mkdir(folder, { recursive: true });
  const mount = `mount -t tmpfs -o size=${size} tmpfs ${quoteShell([folder])} && exec "$@"`;
  return [...isolate('--mount'), 'sh', '-ec', mount, 'with-small-disk'];
}
