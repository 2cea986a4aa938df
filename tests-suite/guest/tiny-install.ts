import { createGuest, defineTest, fail, guestEther, isGuestKind, minutes, recordGuest } from 'osstest';
import { guestSize } from './guest-size.ts';

/** Arguments: `KIND`: pv, pvh or hvm; default pv. */
export default defineTest(
  {
    name: 'tiny-install',
    summary: 'The files of a tiny guest are on the host.',
    needs: { host: 'xen' },
    provides: { guest: 'installed' },
    timeoutMs: minutes(5),
  },
  async ({ host, guestName, args: [kind = 'pv'], runvars, flight, cacheDir, signal }) => {
    if (!isGuestKind(kind)) fail(`kind "${kind}": want pv, pvh or hvm`);
    const guest = await createGuest(host, {
      name: guestName,
      kind,
      ether: guestEther(flight, 1),
      ...guestSize(runvars, guestName),
      cacheDir,
      signal,
    });
    await recordGuest(runvars, guest);
  },
);
