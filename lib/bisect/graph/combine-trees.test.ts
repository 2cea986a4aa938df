import test from 'ava';
import { join } from 'node:path';
import { readBisectionCases, RECORDED_TREES, unpackBisectionTrees } from '../../testing/bisection/bisection-cases.ts';
import { scratchFolder } from '../../testing/machine/scratch-folder.ts';
import { combineTrees } from './combine-trees.ts';
import { formatTuples } from './format-tuples.ts';
import { parseRange } from './parse-range.ts';
import { readTreeGraph } from './read-tree-graph.ts';

interface TuplesCase {
  readonly number: number;
  /** `-nN`, then `URL#OLD-NEW` each. */
  readonly arguments: readonly [string, ...string[]];
  readonly output: string;
}

test('combineTrees gives the tuples that the original gave, in its order', async (t) => {
  await using folder = await scratchFolder('tuples');
  await unpackBisectionTrees(folder.path);
  const cases = readBisectionCases<readonly TuplesCase[]>('revision-tuples');
  t.is(cases.length, 5);
  for (const { number, arguments: words, output } of cases) {
    const [commits, ...ranges] = words;
    const trees = await Promise.all(
      ranges.map((range) =>
        readTreeGraph(parseRange(range.replace(RECORDED_TREES, folder.path)), {
          commits: Number(commits.slice(2)),
          cacheDir: join(folder.path, 'cache'),
          update: 'missing',
        }),
      ),
    );
    t.is([...formatTuples(combineTrees(trees))].join(''), output, `case ${number}`);
  }
});

test('parseRange requires an address and two revisions', (t) => {
  t.deepEqual(parseRange('git://host/a-b.git#12ab-34cd'), { url: 'git://host/a-b.git', basis: '12ab', latest: '34cd' });
  for (const wrong of ['tree.git', 'tree.git#12ab', '#12ab-34cd']) {
    t.throws(() => parseRange(wrong), { code: 'USAGE', message: `${wrong}: is not URL#OLD-NEW` });
  }
});
