import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { defineFlight } from '../../flight/define/define-flight.ts';
import { RECIPE_MODULE } from '../../flight/load/recipe-module.ts';
import fakeBuild from '../../testing/fakes/fake-build-recipe.ts';
import fakeTest from '../../testing/fakes/fake-test-recipe.ts';

const module = (name: string): string => fileURLToPath(new URL(`../../testing/fakes/${name}.ts`, import.meta.url));
const BUILD = { all_hostflags: 'arch-amd64', [RECIPE_MODULE]: module('fake-build-recipe') };
const TEST = { all_hostflags: 'arch-amd64', [RECIPE_MODULE]: module('fake-test-recipe'), buildjob: 'build-amd64' };

/**
 * Returns a flight of a build and two tests for fake hosts. The file `faults` of a revision has its faults: each line
 * `JOB NAME=VALUE` is a runvar of a job, such as `test-a guest_start_ends=fail`.
 */
// eslint-disable-next-line import/no-default-export -- a flight's module has one
export default defineFlight({ branch: 'gate-test' }, ({ job, inputs }) => {
  const { revisions = {}, trees = {} } = inputs;
  const faults = readFaults(trees['xen'] ?? '', revisions['xen'] ?? '');
  const built = Object.fromEntries(
    Object.entries(revisions).map(([tree, revision]) => [`revision_${tree}`, revision] as const),
  );
  job('build-amd64', fakeBuild, { ...BUILD, ...built, ...faults['build-amd64'] });
  job('test-a', fakeTest, { ...TEST, ...faults['test-a'] });
  job('test-b', fakeTest, { ...TEST, ...faults['test-b'] });
});

function readFaults(tree: string, revision: string): Readonly<Record<string, Record<string, string>>> {
  const text = execFileSync('git', ['-C', tree, 'show', `${revision}:faults`], { encoding: 'utf8' });
  const faults: Record<string, Record<string, string>> = {};
  for (const [, job = '', name = '', value = ''] of text.matchAll(/^(\S+) (\S+?)=(\S*)$/gm)) {
    faults[job] = { ...faults[job], [name]: value };
  }
  return faults;
}
