import { fileURLToPath } from 'node:url';
import { defineFlight } from '../../flight/define/define-flight.ts';
import { RECIPE_MODULE } from '../../flight/load/recipe-module.ts';
import fakeTest from '../../testing/fakes/fake-test-recipe.ts';

/** The flight with which a version of osstest tests itself in a lab of fake hosts; it uses the recipe of that version. */
// eslint-disable-next-line import/no-default-export -- a flight's module has one
export default defineFlight({ branch: 'osstest' }, ({ job }) => {
  const recipe = fileURLToPath(new URL('../../testing/fakes/fake-test-recipe.ts', import.meta.url));
  job('test-a', fakeTest, { all_hostflags: 'arch-amd64', [RECIPE_MODULE]: recipe });
});
