import { bootXen, defineTest, minutes } from 'osstest';

export default defineTest(
  {
    name: 'xen-boot',
    summary: 'The host reboots into Xen, and Xen answers.',
    needs: { host: 'xen-installed' },
    provides: { host: 'xen' },
    timeoutMs: minutes(10),
  },
  async ({ host, signal }) => {
    await bootXen(host, { signal, timeoutMs: minutes(8) });
  },
);
