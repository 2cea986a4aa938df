import { defineBranch } from 'osstest';
import { published, TESTED_LINUX, TESTED_XEN, testedBy } from './shared/trees.ts';

/** A new version makes and runs a flight of Xen as it was tested last, beside the version that is used. */
export default defineBranch({
  name: 'osstest',
  summary: 'This harness itself',
  tree: 'osstest',
  source: published('osstest', 'pretest'),
  tested: testedBy('osstest', 'production'),
  uses: { ...TESTED_XEN, ...TESTED_LINUX },
  flight: 'osstest',
  priority: 15,
});
