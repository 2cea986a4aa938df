import { createGuest, defineTest, fail, guestEther, minutes, recordGuest, type GuestKind } from 'osstest';

const KINDS: readonly string[] = ['pv', 'pvh', 'hvm'] satisfies readonly GuestKind[];

/** Arguments: `KIND`. */
export default defineTest(
  {
    name: 'tiny-install',
    summary: 'The files of a tiny guest are on the box.',
    needs: { host: 'xen' },
    provides: { guest: 'installed' },
    timeoutMs: minutes(5),
  },
  async ({ host, guestName, args: [kind = 'pv'], runvars, flight, cacheDir, signal }) => {
    if (!KINDS.includes(kind)) fail(`kind "${kind}": want one of ${KINDS.join(', ')}`);
    const memory = runvars.guestVar(guestName, 'memory');
    const guest = await createGuest(host, {
      name: guestName,
      kind: kind as GuestKind,
      ether: guestEther(flight, 1),
      memoryMiB: memory === null ? 128 : Number(memory),
      cacheDir,
      signal,
    });
    await recordGuest(runvars, guest);
  },
);
