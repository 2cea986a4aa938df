import test from 'ava';
import { join } from 'node:path';
import { makeSearchedTrees } from '../../testing/git/searched-trees.ts';
import { scratchFolder } from '../../testing/machine/scratch-folder.ts';
import { runBisection } from './run-bisection.ts';

/** Eight histories of 2000 commits on each of two trees; the culprit is in each in turn. */
const SEEDS = [1, 2, 3, 4, 5, 6, 7, 8];

for (const oneIn of [1, 3, 10]) {
  test.serial(`two trees of 2000 commits: a culprit that fails 1 in ${oneIn} is found, 8 times of 8`, async (t) => {
    t.timeout(3_600_000);
    for (const seed of SEEDS) {
      await using folder = await scratchFolder('bisect');
      const culpritIn = seed % 2 === 0 ? 'one' : 'two';
      const searched = await makeSearchedTrees(folder.path, { seed: 100 * oneIn + seed, commits: 2000, culpritIn });
      const { conclusion } = await runBisection({
        trees: searched.trees,
        build: searched.build,
        command: searched.command(oneIn),
        jobs: 2,
        repeats: 'auto',
        confidence: 0.99,
        certified: false,
        classic: false,
        budgetMs: null,
        timeoutMs: null,
        failure: null,
        folder: join(folder.path, 'search'),
        keptBuilds: 3,
        env: process.env,
        resume: false,
        seed,
        onEvent: () => undefined,
      });
      const { tier, culprits, tests, builds, wallSeconds } = conclusion;
      t.log(
        `seed ${seed}: ${tier}, ${culprits.length} commits, ${tests} tests, ${builds} builds, ${wallSeconds.toFixed(1)} s`,
      );
      t.is(tier, 'found');
      const { tree, revision } = searched.culprit;
      t.true(
        culprits.some((each) => each.tree === tree && each.revision === revision),
        `seed ${seed}: ${JSON.stringify(conclusion)} has not ${tree} ${revision}`,
      );
    }
  });
}
