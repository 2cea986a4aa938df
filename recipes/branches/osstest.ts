import { defineBranch } from 'osstest';
import { published, TESTED_LINUX, TESTED_XEN, testedBy } from './shared/trees.ts';

/** A new version of osstest creates and runs a flight of the last tested Xen, beside the version in use. */
export default defineBranch({
  name: 'osstest',
  summary: 'osstest itself',
  tree: 'osstest',
  source: published('osstest', 'pretest'),
  tested: testedBy('osstest', 'production'),
  uses: { ...TESTED_XEN, ...TESTED_LINUX },
  flight: 'osstest',
  priority: 15,
});
