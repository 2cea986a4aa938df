import { defineTest, fail, installDebian, minutes } from 'osstest';

export default defineTest(
  {
    name: 'host-install',
    summary: 'Debian is installed on the host, and the host answers.',
    needs: { host: 'bare' },
    provides: { host: 'debian' },
    timeoutMs: minutes(20),
    reads: ['host_suite', 'host_system'],
  },
  async ({ host, runvars, signal }) => {
    const suite = runvars.get('host_suite');
    const wanted = runvars.get('host_system');
    const system = wanted === 'disk' || wanted === 'ram' ? wanted : null;
    if (wanted !== null && system === null) fail(`runvar host_system is "${wanted}": use disk or ram`);
    await installDebian(host, {
      signal,
      timeoutMs: minutes(15),
      ...(suite === null ? {} : { suite }),
      ...(system === null ? {} : { system }),
    });
  },
);
