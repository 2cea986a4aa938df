import { defineTest, fail, minutes } from 'osstest';
import { readBoot } from './same-boot.ts';

export default defineTest(
  {
    name: 'guest-migrate',
    summary: 'The guest migrates from the first host to the second and answers, without a reboot.',
    needs: { host: 'xen', guest: 'running' },
    timeoutMs: minutes(20),
  },
  async ({ guest, hosts: [from, to], runvars, recorder, signal }) => {
    if (from === undefined || to === undefined) fail('the step needs two hosts: the source and the destination');
    const before = await readBoot(guest, signal);
    const startedAt = performance.now();
    await using moved = await guest.migrateTo(to, { signal });
    const tookSeconds = (performance.now() - startedAt) / 1000;
    const left = await guest.state();
    if (left !== 'absent') fail(`${guest.name}: migrated to ${to.name}, but on ${from.name} its domain is ${left}`);
    const { address } = await moved.awaitUp({ signal });
    if ((await readBoot(moved, signal)) !== before) fail(`${guest.name}: rebooted`);
    await runvars.set(`${guest.name}_address`, address);
    recorder.progress(`${guest.name}: on ${to.name} at ${address} after ${tookSeconds.toFixed(1)} s`);
  },
);
