import { bootXen, defineTest, minutes } from 'osstest';

export default defineTest(
  {
    name: 'xen-boot',
    summary: 'The box reboots into Xen, and Xen answers.',
    needs: { host: 'xen-installed' },
    provides: { host: 'xen' },
    timeoutMs: minutes(10),
  },
  async ({ host, signal }) => {
    await bootXen(host, { signal, timeoutMs: minutes(8) });
  },
);
