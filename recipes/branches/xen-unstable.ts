import { defineBranch } from 'osstest';
import { published, TESTED_LINUX, testedBy } from './shared/trees.ts';

export default defineBranch({
  name: 'xen-unstable',
  summary: 'The development version of Xen',
  tree: 'xen',
  source: published('xen', 'staging'),
  tested: testedBy('xen', 'master'),
  uses: TESTED_LINUX,
  flight: 'xen-unstable',
  priority: 10,
});
