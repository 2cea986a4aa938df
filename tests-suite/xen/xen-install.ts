import { defineTest, installXen, minutes } from 'osstest';

export default defineTest(
  {
    name: 'xen-install',
    summary: 'Xen and its tools are installed, and Xen is configured as the next boot.',
    needs: { host: 'debian' },
    provides: { host: 'xen-installed' },
    timeoutMs: minutes(20),
    version: 2,
    reads: ['xen_boot_append', 'linux_boot_append'],
  },
  async ({ host, runvars, signal }) => {
    await installXen(host, {
      from: 'debian-packages',
      xenBootAppend: runvars.get('xen_boot_append') ?? '',
      linuxBootAppend: runvars.get('linux_boot_append') ?? '',
      signal,
    });
  },
);
