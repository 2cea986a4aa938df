import { defineTest, fail, minutes } from 'osstest';
import { throughOneBoot } from './same-boot.ts';

/** Arguments: `xN`, how many times; default once. */
export default defineTest(
  {
    name: 'guest-localmigrate',
    summary: 'The guest migrates to the host on which it is, and answers, in the same boot.',
    needs: { host: 'xen', guest: 'running' },
    timeoutMs: minutes(40),
  },
  async ({ guest, args: [times = 'x1'], signal, recorder }) => {
    const [, count] = /^x([1-9]\d?)$/.exec(times) ?? fail(`argument "${times}": want xN, N from 1 to 99`);
    for (let turn = 1; turn <= Number(count); turn++) {
      if (count !== '1') recorder.progress(`${guest.name}: migration ${turn} of ${count}`);
      await throughOneBoot(guest, signal, () => guest.migrateLocally({ signal }));
    }
  },
);
