import { createGuest, defineTest, fail, guestEther, isGuestKind, minutes, recordGuest } from 'osstest';

export default defineTest(
  {
    name: 'debian-install',
    summary: 'A Debian guest with a disk of its own is on the box.',
    needs: { host: 'xen' },
    provides: { guest: 'installed' },
    timeoutMs: minutes(40),
  },
  async ({ host, guestName, runvars, flight, cacheDir, signal }) => {
    const number = (name: string): number | undefined => {
      const value = runvars.guestVar(guestName, name);
      if (value === null) return undefined;
      return /^[1-9]\d*$/.test(value)
        ? Number(value)
        : fail(`runvar ${guestName}_${name}="${value}": want a number above 0`);
    };
    const kind = runvars.guestVar(guestName, 'type') ?? 'pv';
    if (!isGuestKind(kind)) fail(`runvar ${guestName}_type="${kind}": want pv, pvh or hvm`);
    const guest = await createGuest(host, {
      name: guestName,
      distro: 'debian',
      kind,
      ether: guestEther(flight, 1),
      memoryMiB: number('memory'),
      vcpus: number('vcpus'),
      cacheDir,
      signal,
    });
    await recordGuest(runvars, guest);
  },
);
