import { fileURLToPath } from 'node:url';
import { defineFlight } from '../../flight/define/define-flight.ts';
import { loadRecipe } from '../../flight/load/load-recipe.ts';
import { RECIPE_MODULE } from '../../flight/load/recipe-module.ts';
import { FAKE_HOST } from '../../testing/fakes/fake-hosts.ts';
import fakeTest from '../../testing/fakes/fake-test-recipe.ts';

const [build, testDist] = await Promise.all(['build', 'test-dist'].map(loadRecipe));
const EMULATED = { arch: 'amd64', all_hostflags: 'arch-amd64,purpose-test' };
const FAKE = {
  all_hostflags: FAKE_HOST,
  [RECIPE_MODULE]: fileURLToPath(new URL('../../testing/fakes/fake-test-recipe.ts', import.meta.url)),
};

/** Builds the tree on a QEMU host and checks the output of the built program on one. Other tests run on fake hosts. */
// eslint-disable-next-line import/no-default-export -- a flight's module has one
export default defineFlight({ branch: 'gate-test' }, ({ job, inputs }) => {
  const { revisions = {}, trees = {} } = inputs;
  const sources = Object.fromEntries([
    ...Object.entries(trees).map(([tree, url]) => [`tree_${tree}`, url] as const),
    ...Object.entries(revisions).map(([tree, revision]) => [`revision_${tree}`, revision] as const),
  ]);
  job('build-amd64', build!, { ...EMULATED, ...sources });
  job('test-host', testDist!, { ...EMULATED, buildjob: 'build-amd64', dist_check: 'usr/local/bin/hello' });
  job('test-a', fakeTest, { ...FAKE, buildjob: 'build-amd64' });
  job('test-b', fakeTest, { ...FAKE });
});
