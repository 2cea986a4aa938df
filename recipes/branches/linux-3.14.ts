import { defineBranch } from 'osstest';
import { published, TESTED_XEN, testedBy } from './shared/trees.ts';

export default defineBranch({
  name: 'linux-3.14',
  summary: 'The stable Linux with which other trees are tested',
  tree: 'linux',
  source: { url: 'git://git.kernel.org/pub/scm/linux/kernel/git/stable/linux-stable.git', branch: 'linux-3.14.y' },
  tested: testedBy('linux-pvops', 'tested/linux-3.14'),
  uses: { ...TESTED_XEN, linux_arm: published('linux-pvops', 'tested/linux-arm-xen') },
  flight: 'linux-3.14',
});
