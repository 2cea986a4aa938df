import { fail, type Guest } from 'osstest';

/** Returns the id of the present boot of a guest. */
export const readBoot = async (guest: Guest, signal: AbortSignal): Promise<string> =>
  (await guest.exec('cat /proc/sys/kernel/random/boot_id', { signal })).stdout.trim();

/** Runs an operation on a running guest, waits until the guest answers, and fails if the guest has rebooted. */
export async function withoutReboot(guest: Guest, signal: AbortSignal, operation: () => Promise<void>): Promise<void> {
  const before = await readBoot(guest, signal);
  await operation();
  await guest.awaitUp({ signal });
  if ((await readBoot(guest, signal)) !== before) fail(`${guest.name}: rebooted`);
}
