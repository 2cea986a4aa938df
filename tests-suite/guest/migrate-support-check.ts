import { defineTest, fail, minutes } from 'osstest';

export default defineTest(
  {
    name: 'migrate-support-check',
    summary: 'The toolstack can migrate this guest.',
    needs: { host: 'xen', guest: 'running' },
    timeoutMs: minutes(2),
  },
  async ({ guest }) => {
    const why = await guest.whyNotMigrate();
    if (why !== null) fail(`${guest.name}: ${why}`);
  },
);
