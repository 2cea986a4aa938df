import { defineTest, fail, minutes, mirrorGuestDisk } from 'osstest';

/** The network block device's own. */
const FIRST_PORT = 10_809;

export default defineTest(
  {
    name: 'guests-nbd-mirror',
    summary: 'The disk of the guest on the first host is there on the second by way of the network.',
    needs: { host: 'xen', guest: 'installed' },
    timeoutMs: minutes(15),
  },
  async ({ guest, hosts: [from, to], runvars, signal }) => {
    if (from === undefined || to === undefined)
      fail('it needs two hosts: where the disk is, and where it is to be had');
    const next = `${from.ident}_nextport`;
    const port = Number(runvars.get(next) ?? FIRST_PORT);
    await runvars.set(next, String(port + 1));
    await mirrorGuestDisk(guest, to, port, { signal });
  },
);
