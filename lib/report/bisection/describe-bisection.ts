import type { BisectionRecord } from '../../bisect/run/bisection-record.ts';
import { readGit } from '../../git/stream-git.ts';
import { quoteShell } from '../../util/quote.ts';

/** A commit that may be the culprit, with its author's description. */
export interface DescribedCulprit {
  readonly tree: string;
  readonly revision: string;
  readonly probability: number;
  readonly author: string;
  readonly date: string;
  readonly subject: string;
  readonly body: string;
  /** Failures and tests of tuples with this commit of its tree; `before`: with one of its parents. */
  readonly at: Counts;
  readonly before: Counts;
}

export interface Counts {
  readonly failures: number;
  readonly tests: number;
}

/** A search with the facts of its report. */
export interface DescribedBisection {
  readonly record: BisectionRecord;
  readonly culprits: readonly DescribedCulprit[];
  /** Command lines that reproduce the failure. */
  readonly reproduce: readonly string[];
}

export interface DescribeOptions {
  readonly trees: readonly { readonly name: string; readonly path: string }[];
  readonly build: string | null;
  readonly command: readonly string[];
}

const MOST_DESCRIBED = 20;

/** Reads author, date and message of each culprit from git, and counts its tests. */
export async function describeBisection(
  record: BisectionRecord,
  options: DescribeOptions,
): Promise<DescribedBisection> {
  const culprits: DescribedCulprit[] = [];
  for (const culprit of record.conclusion.culprits.slice(0, MOST_DESCRIBED)) {
    const path = options.trees.find(({ name }) => name === culprit.tree)?.path ?? '.';
    const format = '--format=%an <%ae>%x00%ad%x00%s%x00%b%x00%P';
    const text = await readGit(path, ['log', '-1', '--date=iso', format, culprit.revision]).catch(() => '');
    const [author = '', date = '', subject = '', body = '', parents = ''] = text.split('\0');
    const tree = options.trees.findIndex(({ name }) => name === culprit.tree);
    culprits.push({
      ...culprit,
      author,
      date,
      subject,
      body: body.trim(),
      at: countTests(record, tree, [culprit.revision]),
      before: countTests(record, tree, parents.trim().split(' ')),
    });
  }
  return { record, culprits, reproduce: reproduction(record, options) };
}

function countTests({ tests }: BisectionRecord, tree: number, revisions: readonly string[]): Counts {
  const own = tests.filter((test) => revisions.includes(test.revisions[tree] ?? '') && test.outcome !== 'untestable');
  return { failures: own.filter(({ outcome }) => outcome === 'same-failure').length, tests: own.length };
}

/** Returns command lines that check out each tree at its culprit or its bad end, build it and run the test. */
function reproduction({ conclusion, trees }: BisectionRecord, { build, command }: DescribeOptions): readonly string[] {
  const [culprit] = conclusion.culprits;
  if (culprit === undefined || trees.length === 0) return [];
  const places = trees.map((tree, index) => ({
    word: tree.name.toUpperCase().replaceAll(/[^A-Z0-9]/g, '_'),
    folder: index === 0 ? 'repro' : `repro-${index}`,
    path: tree.path,
    revision: tree.name === culprit.tree ? culprit.revision : tree.bad,
  }));
  return [
    ...places.flatMap(({ folder, path, revision }) => [
      quoteShell(['git', 'clone', '--shared', '--no-checkout', path, folder]),
      quoteShell(['git', '-C', folder, 'checkout', '--detach', revision]),
    ]),
    ...(places.length > 1
      ? places.map(
          ({ word, folder, revision }) =>
            `export OSSTEST_TREE_${word}="$PWD/${folder}" OSSTEST_REVISION_${word}=${revision}`,
        )
      : []),
    'cd repro',
    ...(build === null ? [] : [build]),
    quoteShell(command),
  ];
}
