import { defineTest, minutes } from 'osstest';

export default defineTest(
  {
    name: 'saverestore-support-check',
    summary: 'The toolstack can save and restore this guest.',
    needs: { host: 'xen', guest: 'running' },
    timeoutMs: minutes(2),
  },
  async ({ host, signal }) => {
    await host.exec('xl help save && xl help restore', { signal });
  },
);
