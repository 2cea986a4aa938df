import { defineTest, installPackages, minutes } from 'osstest';

/** Packages for every build; runvar `build_packages` adds more. */
const PACKAGES = ['build-essential', 'git', 'ca-certificates'];

export default defineTest(
  {
    name: 'xen-build-prep',
    summary: 'The packages for builds are installed on the host; build_packages adds more, separated by commas.',
    needs: { host: 'debian' },
    timeoutMs: minutes(30),
    version: 1,
    reads: ['build_packages'],
  },
  async ({ host, runvars, recorder, signal }) => {
    const more = (runvars.get('build_packages') ?? '').split(',').filter((name) => name !== '');
    const installed = await installPackages(host, [...PACKAGES, ...more], { signal, timeoutMs: minutes(25) });
    recorder.progress(
      `${host.name}: ${installed.length === 0 ? 'no package is missing' : `installed ${installed.join(', ')}`}`,
    );
  },
);
