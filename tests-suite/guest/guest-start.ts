import { defineTest, formatDuration, minutes } from 'osstest';

export default defineTest(
  {
    name: 'guest-start',
    summary: 'The guest is created and answers ping and ssh.',
    needs: { host: 'xen', guest: 'installed' },
    provides: { guest: 'running' },
    timeoutMs: minutes(10),
  },
  async ({ guest, recorder, signal }) => {
    await guest.start({ signal });
    const up = await guest.awaitUp({ timeoutMs: minutes(8), signal });
    const uptime = (await guest.exec('cat /proc/uptime', { signal })).stdout.split(' ')[0] ?? '?';
    recorder.progress(
      `${guest.name}: up at ${up.address}: address after ${formatDuration(up.addressMs)}, ssh after ${formatDuration(up.addressMs + up.pingMs + up.sshMs)}, its uptime ${uptime} s`,
    );
  },
);
