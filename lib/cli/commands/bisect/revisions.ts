import { formatTuples } from '../../../bisect/graph/format-tuples.ts';
import { parseRange } from '../../../bisect/graph/parse-range.ts';
import { readTupleGraph } from '../../../bisect/graph/read-tuple-graph.ts';
import { UsageError } from '../../../errors/usage-error.ts';
import { readTreeLog } from '../../../git/read-tree-log.ts';
import { defineCommand, type CliContext } from '../../define-command.ts';

type Flags = {
  readonly commits: number;
  readonly noUpdate?: boolean;
  readonly log?: boolean;
};

export const command = defineCommand({
  description:
    'Prints each tuple of revisions, from the newest of all trees back: the revisions, the date with the number of ' +
    'parents, and the parents, one a line; a dot at the end. Trees go back one commit at a time, the newest commit ' +
    'first. -nN is short for --commits=N.',
  parameters: {
    flags: {
      commits: { kind: 'parsed', parse: parseCommits, default: '1000', brief: 'Commits a tree', placeholder: 'N' },
      noUpdate: { kind: 'boolean', optional: true, withNegated: false, brief: 'Fetch no mirror that is there already' },
      log: { kind: 'boolean', optional: true, withNegated: false, brief: 'Print the log of the one tree instead' },
    },
    aliases: { n: 'commits', N: 'noUpdate', S: 'log' },
    positional: {
      kind: 'array',
      minimum: 1,
      parameter: {
        parse: String,
        placeholder: 'URL#OLD-NEW',
        brief: 'Address of a tree, its basis, its newest revision',
      },
    },
  },
  async run(context: CliContext, flags: Flags, ...words: string[]): Promise<void> {
    const { noUpdate, log } = flags;
    // "-n120", which the scanner takes for an argument
    const sizes = words.filter((word) => /^-n\d+$/.test(word)).map((word) => parseCommits(word.slice(2)));
    const ranges = words.filter((word) => !/^-n\d+$/.test(word)).map(parseRange);
    if (ranges.length === 0) throw new UsageError('bisect revisions: no URL#OLD-NEW is given');
    const { cacheDir } = (await context.loadConfig()).paths;
    const mirror = { cacheDir, update: noUpdate === true ? 'missing' : 'always', signal: context.signal } as const;
    if (log === true) {
      const [range, other] = ranges;
      if (range === undefined || other !== undefined) throw new UsageError('-S: give one URL#OLD-NEW');
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
  if (!Number.isSafeInteger(commits) || commits < 1)
    throw new UsageError(`${text}: want a number of commits from 1 up`);
  return commits;
}
