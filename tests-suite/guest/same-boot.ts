import { fail, type Guest } from 'osstest';

/** What tells one boot of a guest from another. */
export const readBoot = async (guest: Guest, signal: AbortSignal): Promise<string> =>
  (await guest.exec('cat /proc/sys/kernel/random/boot_id', { signal })).stdout.trim();

/** Runs something that a running guest lives through; fails where it booted anew meanwhile. */
export async function throughOneBoot(guest: Guest, signal: AbortSignal, move: () => Promise<void>): Promise<void> {
  const before = await readBoot(guest, signal);
  await move();
  await guest.awaitUp({ signal });
  if ((await readBoot(guest, signal)) !== before) fail(`${guest.name}: booted anew instead of going on`);
}
