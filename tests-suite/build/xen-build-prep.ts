import { defineTest, installPackages, minutes } from 'osstest';

/** What Xen and its tools need beside what `build_packages` names. */
const PACKAGES = ['build-essential', 'git', 'ca-certificates'];

export default defineTest(
  {
    name: 'xen-build-prep',
    summary: 'The host has what builds need; more packages are named by build_packages, with commas between them.',
    needs: { host: 'debian' },
    timeoutMs: minutes(30),
    version: 1,
    reads: ['build_packages'],
  },
  async ({ host, runvars, recorder, signal }) => {
    const more = (runvars.get('build_packages') ?? '').split(',').filter((name) => name !== '');
    const installed = await installPackages(host, [...PACKAGES, ...more], { signal, timeoutMs: minutes(25) });
    recorder.progress(
      `${host.name}: ${installed.length === 0 ? 'nothing is missing' : `installed ${installed.join(', ')}`}`,
    );
  },
);
