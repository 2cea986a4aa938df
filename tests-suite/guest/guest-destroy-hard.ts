import { defineTest, minutes, openRecordedGuest } from 'osstest';

export default defineTest(
  {
    name: 'guest-destroy-hard',
    summary: 'The guest has no domain, whether it had one before or not.',
    needs: { host: 'xen' },
    provides: { guest: 'installed' },
    timeoutMs: minutes(2),
  },
  async ({ host, guestName, runvars, signal }) => {
    await using guest = openRecordedGuest(host, guestName, runvars);
    await guest.destroy({ signal });
  },
);
