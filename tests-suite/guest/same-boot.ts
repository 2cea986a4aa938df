import { fail, type Guest } from 'osstest';

/** Runs something that a running guest lives through; fails where it booted anew meanwhile. */
export async function throughOneBoot(guest: Guest, signal: AbortSignal, move: () => Promise<void>): Promise<void> {
  const readBoot = async (): Promise<string> =>
    (await guest.exec('cat /proc/sys/kernel/random/boot_id', { signal })).stdout.trim();
  const before = await readBoot();
  await move();
  await guest.awaitUp({ signal });
  if ((await readBoot()) !== before) fail(`${guest.name}: booted anew instead of going on`);
}
