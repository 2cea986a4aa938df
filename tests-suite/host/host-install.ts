import { defineTest, installDebian, minutes } from 'osstest';

export default defineTest(
  {
    name: 'host-install',
    summary: 'A host gets Debian and answers.',
    needs: { host: 'bare' },
    provides: { host: 'debian' },
    timeoutMs: minutes(20),
    reads: ['host_suite'],
  },
  async ({ host, runvars, signal }) => {
    const suite = runvars.get('host_suite');
    await installDebian(host, { signal, timeoutMs: minutes(15), ...(suite === null ? {} : { suite }) });
  },
);
