import { defineBranch } from 'osstest';
import { TESTED_LINUX, TESTED_XEN, testedBy } from './shared/trees.ts';

export default defineBranch({
  name: 'libvirt',
  summary: 'libvirt on the last tested Xen',
  tree: 'libvirt',
  source: { url: 'git://libvirt.org/libvirt.git', branch: 'master' },
  tested: testedBy('osstest/libvirt', 'xen-tested-master'),
  uses: { ...TESTED_XEN, ...TESTED_LINUX },
  flight: 'libvirt',
  // In other branches failures of libvirt do not block a push.
  allow: ['!test-@@-libvirt@@'],
});
