import { defineTest, minutes } from 'osstest';

export default defineTest(
  {
    name: 'host-reboot',
    summary: 'The host reboots on request, and answers in a new boot.',
    needs: { host: 'debian' },
    timeoutMs: minutes(10),
  },
  async ({ host, signal }) => {
    await host.reboot({ timeoutMs: minutes(8), signal });
  },
);
