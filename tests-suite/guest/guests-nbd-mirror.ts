import { defineTest, fail, minutes, mirrorGuestDisk } from 'osstest';

/** The registered port of network block devices. */
const FIRST_PORT = 10_809;

export default defineTest(
  {
    name: 'guests-nbd-mirror',
    summary: 'The second host can use the disk of the guest, which is on the first host.',
    needs: { host: 'xen', guest: 'installed' },
    timeoutMs: minutes(15),
  },
  async ({ guest, hosts: [from, to], runvars, signal }) => {
    if (from === undefined || to === undefined)
      fail('the step needs two hosts: the host with the disk, and the host that uses it');
    const next = `${from.ident}_nextport`;
    const port = Number(runvars.get(next) ?? FIRST_PORT);
    await runvars.set(next, String(port + 1));
    await mirrorGuestDisk(guest, to, port, { signal });
  },
);
