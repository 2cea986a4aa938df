import { defineBranch } from 'osstest';
import { published, TESTED_LINUX, testedBy } from './shared/trees.ts';

export default defineBranch({
  name: 'xen-unstable-smoke',
  summary: 'A quick test of the development version of Xen',
  tree: 'xen',
  source: published('xen', 'staging'),
  tested: testedBy('xen', 'smoke'),
  uses: TESTED_LINUX,
  flight: 'xen-unstable-smoke',
  priority: 20,
});
