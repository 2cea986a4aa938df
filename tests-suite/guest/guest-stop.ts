import { defineTest, minutes, seconds } from 'osstest';

export default defineTest(
  {
    name: 'guest-stop',
    summary: 'The guest shuts down on request, and its domain ends.',
    needs: { host: 'xen', guest: 'running' },
    provides: { guest: 'installed' },
    timeoutMs: minutes(5),
  },
  async ({ guest, signal }) => {
    await guest.stop({ timeoutMs: seconds(200), signal });
  },
);
