import { createGuest, defineTest, fail, guestEther, isGuestKind, minutes, recordGuest } from 'osstest';
import { guestSize } from './guest-size.ts';

export default defineTest(
  {
    name: 'debian-install',
    summary: 'A Debian guest with its own disk is installed on the host.',
    needs: { host: 'xen' },
    provides: { guest: 'installed' },
    timeoutMs: minutes(40),
  },
  async ({ host, guestName, runvars, flight, cacheDir, signal }) => {
    const kind = runvars.guestVar(guestName, 'type') ?? 'pv';
    if (!isGuestKind(kind)) fail(`runvar ${guestName}_type="${kind}": want pv, pvh or hvm`);
    const guest = await createGuest(host, {
      name: guestName,
      distro: 'debian',
      kind,
      ether: guestEther(flight, 1),
      ...guestSize(runvars, guestName),
      cacheDir,
      signal,
    });
    await recordGuest(runvars, guest);
  },
);
