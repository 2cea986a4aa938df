import { defineTest, fail, minutes } from 'osstest';

export default defineTest(
  {
    name: 'guest-destroy',
    summary: 'The guest is destroyed, and its domain ends.',
    needs: { host: 'xen', guest: 'running' },
    provides: { guest: 'installed' },
    timeoutMs: minutes(2),
  },
  async ({ guest, signal }) => {
    await guest.destroy({ signal });
    const state = await guest.state();
    if (state !== 'absent') fail(`${guest.name}: destroyed, but the domain is ${state}`);
  },
);
