import { runClassicStep } from '../../../bisect/step/run-step.ts';
import { openDatabase } from '../../../db/open/open-database.ts';
import { saveClassicGraph } from '../../../report/bisection/classic/save-classic-graph.ts';
import { writeFileAtomically } from '../../../util/atomic-file.ts';
import { defineCommand, type CliContext } from '../../shared/define-command.ts';
import type { ExitCode } from '../../shared/exit-codes.ts';
import { FILE_FLAG, FLIGHT_FLAG, LIST_FLAG, MAX_FLIGHT_FLAG } from '../../flags/history-flags.ts';
import { parseCount, parseFlight, parseList } from '../../flags/parse-values.ts';
import { reportError } from '../../shared/report-error.ts';

type Flags = {
  readonly blessings?: string[];
  readonly flight?: number;
  readonly graphOut?: string;
  readonly noGraphOut?: boolean;
  readonly summaryOut?: string;
  readonly noUpdate?: boolean;
  readonly nrevisions?: number;
  readonly noReuseBuilds?: boolean;
  readonly failFlight?: number;
  readonly basisFlight?: number;
  readonly basisTemplate?: number;
  readonly maxFlight?: number;
  readonly excludeFlights?: number[];
};

const SWITCH = { kind: 'boolean', optional: true, withNegated: false } as const;

export const command = defineCommand({
  description:
    'Does one step of a bisection as the original osstest of 2015 does. It finds the failure and the basis, and ' +
    'chooses the revisions to test next. It writes the report to standard error.',
  examples: [
    [
      'osstest bisect classic xen-unstable test-amd64-amd64-xl guest-start',
      'Choose the next revisions to test for a failure of guest-start.',
    ],
    [
      'osstest bisect classic --flight 77 xen-unstable test-amd64-amd64-xl guest-start',
      'Also fill flight 77, which is under construction, with the jobs that test them.',
    ],
  ],
  exitCodes: {
    0: 'there are revisions to test',
    4: 'complete',
    8: 'inconclusive',
    12: 'found, but other results are inconsistent',
    16: 'not reproducible',
    32: 'not possible, or without effect',
    255: 'an error',
  },
  parameters: {
    flags: {
      blessings: {
        ...LIST_FLAG,
        brief: 'Blessings of the flights that count, those of the failure first; default: real,real-bisect',
      },
      flight: {
        ...FLIGHT_FLAG,
        brief: 'Add the jobs that test the choice to this flight, which must be under construction',
      },
      graphOut: {
        ...FILE_FLAG,
        placeholder: 'PATH',
        brief: 'File of the graph, without its suffix; default: bisection',
      },
      noGraphOut: { ...SWITCH, brief: 'Write no graph' },
      summaryOut: { ...FILE_FLAG, brief: 'Write the summary to this file' },
      noUpdate: { ...SWITCH, brief: 'Do not fetch existing mirrors' },
      nrevisions: {
        kind: 'parsed',
        parse: parseCount,
        optional: true,
        placeholder: 'N',
        brief: 'Commits of each tree; default: 1000',
      },
      noReuseBuilds: { ...SWITCH, brief: 'Reuse no builds' },
      failFlight: { ...FLIGHT_FLAG, brief: 'Flight of the failure; default: search for it' },
      basisFlight: { ...FLIGHT_FLAG, brief: 'Flight of the basis; default: search for it' },
      basisTemplate: { ...FLIGHT_FLAG, brief: 'Flight of the basis if none is found' },
      maxFlight: MAX_FLIGHT_FLAG,
      excludeFlights: {
        kind: 'parsed',
        parse: parseFlights,
        optional: true,
        placeholder: 'F,G',
        brief: 'Ignore these flights',
      },
    },
    positional: {
      kind: 'tuple',
      parameters: [
        { parse: String, placeholder: 'BRANCH', brief: 'Branch of the flights' },
        { parse: String, placeholder: 'JOB', brief: 'Job that fails' },
        { parse: String, placeholder: 'TESTID', brief: 'Step that fails' },
      ],
    },
  },
  async run(context: CliContext, flags: Flags, ...words: [branch: string, job: string, testid: string]) {
    try {
      return await runStep(context, flags, words);
    } catch (error) {
      context.progress(reportError(error, context));
      return 255;
    }
  },
});

async function runStep(
  context: CliContext,
  flags: Flags,
  [branch, job, testid]: readonly [string, string, string],
): Promise<ExitCode> {
  const { blessings = ['real', 'real-bisect'], summaryOut } = flags;
  const config = await context.loadConfig();
  const { logsUrl } = config.reports;
  await using db = await openDatabase(config, { signal: context.signal });
  let summary = '';
  const report = {
    write: (text: string) => void context.stderr.write(text),
    writeSummary: (text: string) => {
      summary += text;
      context.stderr.write(text);
    },
  };
  report.write(`Running cs-bisection-step ${asWords(flags).join(' ')} ${branch} ${job} ${testid}\n`);
  try {
    const filter = { branch, job, testid, blessings, maxFlight: flags.maxFlight ?? null };
    return await runClassicStep(
      db,
      {
        filter: { ...filter, excluded: flags.excludeFlights ?? [] },
        flight: flags.flight ?? null,
        failFlight: flags.failFlight ?? null,
        basisFlight: flags.basisFlight ?? null,
        basisTemplate: flags.basisTemplate ?? null,
        drawGraph:
          flags.noGraphOut === true ? null : (graph) => saveClassicGraph(flags.graphOut ?? 'bisection', graph, logsUrl),
        commits: flags.nrevisions ?? 1000,
        reuseBuilds: flags.noReuseBuilds !== true,
        mirror: {
          cacheDir: config.paths.cacheDir,
          update: flags.noUpdate === true ? 'missing' : 'always',
          signal: context.signal,
        },
        stashDir: config.paths.stashDir,
        logsUrl,
      },
      report,
    );
  } finally {
    if (summaryOut !== undefined) await writeFileAtomically(summaryOut, summary);
  }
}

/** Returns the flags as the user types them. */
const asWords = (flags: Flags): readonly string[] =>
  Object.entries(flags).flatMap(([name, value]) => {
    const flag = `--${name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
    if (value === undefined) return [];
    return value === true ? [flag] : [`${flag}=${String(value)}`];
  });

function parseFlights(text: string): number[] {
  return parseList(text).map(parseFlight);
}
