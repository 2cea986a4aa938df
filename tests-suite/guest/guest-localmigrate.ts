import { defineTest, fail, minutes } from 'osstest';
import { withoutReboot } from './same-boot.ts';

/** Arguments: `xN`, the number of migrations; default `x1`. */
export default defineTest(
  {
    name: 'guest-localmigrate',
    summary: 'The guest migrates to its own host and answers, without a reboot.',
    needs: { host: 'xen', guest: 'running' },
    timeoutMs: minutes(40),
  },
  async ({ guest, args: [times = 'x1'], signal, recorder }) => {
    const [, count] = /^x([1-9]\d?)$/.exec(times) ?? fail(`argument "${times}": want xN, N from 1 to 99`);
    for (let turn = 1; turn <= Number(count); turn++) {
      if (count !== '1') recorder.progress(`${guest.name}: migration ${turn} of ${count}`);
      await withoutReboot(guest, signal, () => guest.migrateLocally({ signal }));
    }
  },
);
