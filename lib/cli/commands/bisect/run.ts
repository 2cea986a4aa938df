import { join, resolve } from 'node:path';
import { resolveCommand } from '../../../bisect/run/resolve-command.ts';
import { runBisection } from '../../../bisect/run/run-bisection.ts';
import type { RunBisectionOptions } from '../../../bisect/run/run-options.ts';
import type { Tier } from '../../../bisect/model/conclusion.ts';
import { UsageError } from '../../../errors/usage-error.ts';
import { describeBisection } from '../../../report/bisection/describe-bisection.ts';
import { bisectionPage } from '../../../report/bisection/bisection-page.ts';
import { formatBisection } from '../../../report/bisection/bisection-text.ts';
import { writeFileAtomically } from '../../../util/atomic-file.ts';
import { sha256 } from '../../../util/digest.ts';
import { createBisectView } from '../../shared/bisect-view.ts';
import { defineCommand, type CliContext } from '../../shared/define-command.ts';
import type { ExitCode } from '../../shared/exit-codes.ts';
import {
  parseConfidence,
  parsePattern,
  parseRepeats,
  parseTree,
  treesOf,
  type TreeFlag,
} from '../../flags/bisect-run-flags.ts';
import { parseDuration } from '../../flags/parse-duration.ts';
import { parseCount } from '../../flags/parse-values.ts';
import { findRepository } from '../../../bisect/run/find-repository.ts';

type Flags = {
  readonly good?: string;
  readonly bad?: string;
  readonly tree?: readonly TreeFlag[];
  readonly build?: string;
  readonly jobs?: number;
  readonly repeats?: number | 'auto';
  readonly confidence?: number | 'certified';
  readonly budget?: number;
  readonly timeout?: number;
  readonly failure?: RegExp;
  readonly classic?: boolean;
  readonly resume?: boolean;
  readonly html?: string;
  readonly keptBuilds?: number;
};

const EXIT_CODE: Readonly<Record<Tier, ExitCode>> = {
  found: 0,
  certified: 0,
  suspect: 1,
  'no-change': 1,
  budget: 4,
  stopped: 130,
};

const text = (placeholder: string, brief: string) =>
  ({ kind: 'parsed', parse: String, optional: true, placeholder, brief }) as const;

export const command = defineCommand({
  description:
    'Finds the commit since which COMMAND fails, even if it fails only sometimes. It repeats tests until one ' +
    'commit is the culprit with the requested confidence. The exit codes of COMMAND mean what they mean to `git ' +
    'bisect run`: 0 is a pass, 125 a revision that cannot be tested, 1 to 127 a failure. COMMAND runs in clones; ' +
    'your repositories and their checkouts do not change. Without --good, the search goes back from --bad until ' +
    'COMMAND passes. docs/bisect.md has more examples.',
  examples: [
    ['osstest bisect run --good v1.2 -- make check', 'Find the commit after v1.2 that broke make check.'],
    [
      "osstest bisect run --build 'make -j4' --jobs 2 --budget 2h -- ./flaky-test",
      'Build each revision first, run two tests at the same time, and stop after two hours.',
    ],
  ],
  exitCodes: {
    0: 'the commit is found',
    1: 'there is only a suspect, or no change',
    2: 'wrong use of the command, or an invalid configuration',
    4: 'the budget was used up, or a part is missing',
    130: 'stopped; --resume continues',
  },
  parameters: {
    flags: {
      good: text('REV', 'A revision of the first tree without the failure'),
      bad: text('REV', 'A revision of the first tree with the failure; default: HEAD'),
      tree: {
        kind: 'parsed',
        parse: parseTree,
        optional: true,
        variadic: true,
        placeholder: 'NAME=PATH[=GOOD..BAD]',
        brief: 'A repository to search; may be repeated; default: that of the current folder',
      },
      build: text('CMD', 'Shell command that builds a revision; a revision whose build fails cannot be tested'),
      jobs: {
        kind: 'parsed',
        parse: parseCount,
        optional: true,
        placeholder: 'K',
        brief: 'Tests that run at the same time; default: 1',
      },
      repeats: {
        kind: 'parsed',
        parse: parseRepeats,
        optional: true,
        placeholder: 'auto|N',
        brief: 'Maximum number of consecutive tests of one revision; default: auto',
      },
      confidence: {
        kind: 'parsed',
        parse: parseConfidence,
        optional: true,
        placeholder: '0.99|certified',
        brief: 'Required confidence; certified: proved at the culprit without assumptions; default: 0.99',
      },
      budget: {
        kind: 'parsed',
        parse: parseDuration,
        optional: true,
        placeholder: 'TIME',
        brief: 'Maximum duration of the search, such as 2h',
      },
      timeout: {
        kind: 'parsed',
        parse: parseDuration,
        optional: true,
        placeholder: 'TIME',
        brief: 'Maximum duration of a test; a longer test fails',
      },
      failure: {
        kind: 'parsed',
        parse: parsePattern,
        optional: true,
        placeholder: 'REGEX',
        brief: 'Count only failures whose output matches; ignore other failures',
      },
      classic: {
        kind: 'boolean',
        optional: true,
        withNegated: false,
        brief: 'Plain bisection: trust every single test',
      },
      resume: {
        kind: 'boolean',
        optional: true,
        withNegated: false,
        brief: 'Resume a stopped search with its earlier tests',
      },
      html: text('FILE', 'File of the report; default: report.html in the folder of the search'),
      keptBuilds: {
        kind: 'parsed',
        parse: parseCount,
        optional: true,
        placeholder: 'N',
        brief: 'Worktrees with a build that are retained, beside those in use; default: 3',
      },
    },
    positional: {
      kind: 'array',
      parameter: { parse: String, placeholder: 'COMMAND', brief: 'Command that tests a revision, after --' },
    },
  },
  async run(context: CliContext, flags: Flags, ...words: readonly string[]): Promise<ExitCode> {
    if (words.length === 0)
      throw new UsageError('bisect run: write the command that tests a revision after --, such as -- make check');
    try {
      return await search(context, flags, words);
    } catch (error) {
      if (!context.signal.aborted) throw error;
      printStopped(context);
      return EXIT_CODE.stopped;
    }
  },
});

async function search(context: CliContext, flags: Flags, words: readonly string[]): Promise<ExitCode> {
  const options = await collectOptions(context, flags, words);
  using view = createBisectView(context);
  const record = await runBisection({ ...options, onEvent: view.onEvent });
  view.end();
  const described = await describeBisection(record, options);
  const page = flags.html ?? join(options.folder, 'report.html');
  await writeFileAtomically(page, bisectionPage(described));
  if (!context.json) context.stdout.write(`${formatBisection(described)}\nReport: ${page}\n`);
  return EXIT_CODE[record.conclusion.tier];
}

/** The conclusion of a search that was stopped before its first test. */
function printStopped({ json, stdout }: CliContext): void {
  const summary = 'Stopped before the first test.';
  const nothing = { culprits: [], probability: 0, tests: 0, builds: 0, wallSeconds: 0, summary };
  stdout.write(json ? `${JSON.stringify({ kind: 'conclusion', tier: 'stopped', ...nothing })}\n` : `${summary}\n`);
}

async function collectOptions(
  { loadConfig, signal }: CliContext,
  flags: Flags,
  words: readonly string[],
): Promise<Omit<RunBisectionOptions, 'onEvent'>> {
  const cwd = process.cwd();
  const repository = flags.tree === undefined ? await findRepository(cwd, signal) : cwd;
  const trees = treesOf(flags, repository).map((tree) => ({ ...tree, path: resolve(cwd, tree.path) }));
  const { paths } = await loadConfig();
  const place = trees.map(({ path }) => path).join('\n');
  const { confidence = 0.99 } = flags;
  return {
    trees,
    build: flags.build ?? null,
    command: await resolveCommand(words, { cwd, tree: trees[0]!, path: process.env['PATH'] }),
    jobs: flags.jobs ?? 1,
    repeats: flags.repeats ?? 'auto',
    confidence: confidence === 'certified' ? 0.99 : confidence,
    certified: confidence === 'certified',
    classic: flags.classic ?? false,
    budgetMs: flags.budget ?? null,
    timeoutMs: flags.timeout ?? null,
    failure: flags.failure ?? null,
    folder: join(
      paths.cacheDir,
      'bisect',
      `${trees[0]!.name.replaceAll(/[^\w.-]/g, '_')}-${sha256(place).slice(0, 12)}`,
    ),
    keptBuilds: flags.keptBuilds ?? 3,
    env: process.env,
    resume: flags.resume ?? false,
    seed: 1,
    signal,
  };
}
