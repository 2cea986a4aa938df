import { defineBranch } from 'osstest';
import { TESTED_LINUX, TESTED_XEN, testedBy } from './shared/trees.ts';

export default defineBranch({
  name: 'libvirt',
  summary: 'libvirt on the Xen that was tested last',
  tree: 'libvirt',
  source: { url: 'git://libvirt.org/libvirt.git', branch: 'master' },
  tested: testedBy('osstest/libvirt', 'xen-tested-master'),
  uses: { ...TESTED_XEN, ...TESTED_LINUX },
  flight: 'libvirt',
  // Other branches let failures of libvirt through.
  allow: ['!test-@@-libvirt@@'],
});
