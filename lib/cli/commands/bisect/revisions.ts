import { formatTuples } from '../../../bisect/graph/format-tuples.ts';
import { parseRange } from '../../../bisect/graph/parse-range.ts';
import { readTupleGraph } from '../../../bisect/graph/read-tuple-graph.ts';
import { UsageError } from '../../../errors/usage-error.ts';
import { readTreeLog } from '../../../git/read-tree-log.ts';
import { defineCommand, type CliContext } from '../../shared/define-command.ts';

type Flags = {
  readonly commits: number;
  readonly noUpdate?: boolean;
  readonly log?: boolean;
};

export const command = defineCommand({
  description:
    'Prints each tuple of revisions, newest first: the revisions, the date with the number of parents, and the ' +
    'parents, one a line. A dot is the last line. Each tuple differs from its parents by one commit in one tree, ' +
    'and the newest commit changes first. -nN is short for --commits=N.',
  examples: [
    [
      'osstest bisect revisions https://xenbits.xen.org/git-http/xen.git#4a30a2b931ce-91d4eca7add6',
      'Print the tuples between two revisions of one tree.',
    ],
    [
      'osstest bisect revisions --log file:///src/xen.git#4a30a2b931ce-91d4eca7add6',
      'Print the log of that tree instead.',
    ],
  ],
  parameters: {
    flags: {
      commits: {
        kind: 'parsed',
        parse: parseCommits,
        default: '1000',
        brief: 'Commits of each tree',
        placeholder: 'N',
      },
      noUpdate: { kind: 'boolean', optional: true, withNegated: false, brief: 'Do not fetch existing mirrors' },
      log: {
        kind: 'boolean',
        optional: true,
        withNegated: false,
        brief: 'Print the log of the one tree instead of tuples',
      },
    },
    aliases: { n: 'commits', N: 'noUpdate', S: 'log' },
    positional: {
      kind: 'array',
      minimum: 1,
      parameter: {
        parse: String,
        placeholder: 'URL#OLD-NEW',
        brief: 'URL of a tree, its basis, and its newest revision',
      },
    },
  },
  async run(context: CliContext, flags: Flags, ...words: string[]): Promise<void> {
    const { noUpdate, log } = flags;
    // the parser treats "-n120" as an argument
    const sizes = words.filter((word) => /^-n\d+$/.test(word)).map((word) => parseCommits(word.slice(2)));
    const ranges = words.filter((word) => !/^-n\d+$/.test(word)).map(parseRange);
    if (ranges.length === 0) throw new UsageError('bisect revisions: write URL#OLD-NEW for each tree');
    const { cacheDir } = (await context.loadConfig()).paths;
    const mirror = { cacheDir, update: noUpdate === true ? 'missing' : 'always', signal: context.signal } as const;
    if (log === true) {
      const [range, other] = ranges;
      if (range === undefined || other !== undefined) throw new UsageError('--log: write exactly one URL#OLD-NEW');
      context.stdout.write(`${await readTreeLog(range.url, { from: range.basis, to: range.latest }, mirror)}\n`);
      return;
    }
    const options = { ...mirror, commits: sizes.at(-1) ?? flags.commits, onWarning: context.progress };
    const graph = await readTupleGraph(ranges, options);
    for (const text of formatTuples(graph)) context.stdout.write(text);
  },
});

function parseCommits(text: string): number {
  const commits = Number(text);
  if (!Number.isSafeInteger(commits) || commits < 1) throw new UsageError(`${text}: write a count of 1 or more`);
  return commits;
}
