import { defineTest, fail, minutes, quoteShell } from 'osstest';
import { withoutReboot } from './same-boot.ts';

export default defineTest(
  {
    name: 'guest-saverestore',
    summary: 'The guest is saved and restored, and answers, without a reboot.',
    needs: { host: 'xen', guest: 'running' },
    timeoutMs: minutes(15),
  },
  async ({ host, guest, signal }) => {
    const path = `/var/tmp/${guest.name}.save`;
    try {
      await withoutReboot(guest, signal, async () => {
        await guest.save(path, { signal });
        const state = await guest.state();
        if (state !== 'absent') fail(`${guest.name}: saved, but the domain is ${state}`);
        await guest.restore(path, { signal });
      });
    } finally {
      await host.exec(`rm -f ${quoteShell([path])}`);
    }
  },
);
