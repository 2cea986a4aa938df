import { defineTest, fixUpDebian, minutes } from 'osstest';

export default defineTest(
  {
    name: 'debian-fixup',
    summary: 'The Debian guest has its own host name, and prints its address on its console.',
    needs: { host: 'xen', guest: 'installed' },
    timeoutMs: minutes(5),
  },
  async ({ host, guest, stash, signal }) => {
    await fixUpDebian(guest, { signal });
    const config = await host.ssh.readFile(`/var/lib/osstest/guests/${guest.name}/xl.cfg`, { signal });
    await stash.put(`${host.name}--${guest.name}.cfg`, config);
  },
);
