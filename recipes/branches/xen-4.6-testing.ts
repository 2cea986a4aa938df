import { defineBranch } from 'osstest';
import { published, TESTED_LINUX, testedBy } from './shared/trees.ts';

export default defineBranch({
  name: 'xen-4.6-testing',
  summary: 'Fixes for Xen 4.6',
  tree: 'xen',
  source: published('xen', 'staging-4.6'),
  tested: testedBy('xen', 'stable-4.6'),
  uses: TESTED_LINUX,
  flight: 'xen-4.6-testing',
  priority: 5,
});
