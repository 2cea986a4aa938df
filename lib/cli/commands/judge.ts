import { readFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { parseAllowPatterns } from '../../analysis/allow-patterns.ts';
import { judgeFlight } from '../../analysis/judge-flight.ts';
import type { Db } from '../../db/db.ts';
import { openDatabase } from '../../db/open-database.ts';
import { UsageError } from '../../errors/usage-error.ts';
import { collectEvidence } from '../../history/collect-evidence.ts';
import { findBranchFlight } from '../../history/find-branch-flight.ts';
import { listFlightSteps } from '../../history/list-flight-steps.ts';
import { formatClassicReport, type ClassicReportSettings } from '../../report/classic-report.ts';
import { renderJudgement } from '../../report/judge-html.ts';
import { toJudgementDocument } from '../../report/judge-json.ts';
import { formatJUnit } from '../../report/judge-junit.ts';
import { composeJudgementMail } from '../../report/judge-mail.ts';
import { formatMachineReadable } from '../../report/judge-mro.ts';
import { formatTap } from '../../report/judge-tap.ts';
import { formatJudgement } from '../../report/judge-text.ts';
import { sendMail } from '../../report/send-mail.ts';
import { writeFileAtomically } from '../../util/atomic-file.ts';
import type { Config } from '../../../typings/config.ts';
import type { Judgement } from '../../../typings/verdict.ts';
import { defineCommand, type CliContext } from '../define-command.ts';
import type { ExitCode } from '../exit-codes.ts';
import { FILE_FLAG, FLIGHT_FLAG, LIST_FLAG, PAIR_FLAG } from '../history-flags.ts';
import { parseFlight, parsePairs, parseTime } from '../parse-values.ts';

const FORMATS = ['text', 'classic', 'mro', 'json', 'junit', 'tap'] as const;

type Flags = {
  readonly this?: readonly string[];
  readonly that?: readonly string[];
  readonly thatFlight?: number;
  readonly blessings?: string[];
  readonly branchesAlso?: string[];
  readonly allow?: readonly string[];
  readonly maxFlight?: number;
  readonly excludeFlights?: string[];
  readonly asOf?: Date;
  readonly format?: (typeof FORMATS)[number];
  readonly mro?: string;
  readonly infoHeaders?: boolean;
  readonly includeBegin?: string;
  readonly include?: string;
  readonly html?: string;
  readonly mail?: boolean;
  readonly exitCode?: boolean;
};

export const command = defineCommand({
  description:
    'Each failure is compared with what the branch tested before: those of the baseline (--that), and those that tested ' +
    'the same revisions (--this). A branch stands for its newest flight that tested --this.',
  parameters: {
    flags: {
      this: { ...PAIR_FLAG, brief: 'Revision under test; may be repeated' },
      that: { ...PAIR_FLAG, brief: 'Revision of the baseline; may be repeated' },
      thatFlight: { ...FLIGHT_FLAG, brief: 'One flight as the baseline' },
      blessings: { ...LIST_FLAG, brief: 'Flights that count; default real,real-bisect' },
      branchesAlso: { ...LIST_FLAG, brief: "Branches that count as the flight's own" },
      allow: { ...FILE_FLAG, variadic: true, brief: 'Patterns of regressions to let through; may be repeated' },
      maxFlight: { ...FLIGHT_FLAG, brief: 'Judge as if later flights did not exist' },
      excludeFlights: { ...LIST_FLAG, brief: 'Flights that do not count' },
      asOf: {
        kind: 'parsed',
        parse: parseTime,
        optional: true,
        placeholder: 'TIME',
        brief: 'Judge as of then, not now',
      },
      format: { kind: 'enum', values: FORMATS, optional: true, brief: 'Form of the report; default text' },
      mro: { ...FILE_FLAG, brief: 'Write the machine-readable result there as well' },
      infoHeaders: { kind: 'boolean', optional: true, withNegated: false, brief: 'Header lines in the classic report' },
      includeBegin: { ...FILE_FLAG, brief: "Text before the classic report's flight" },
      include: { ...FILE_FLAG, brief: "Text before the classic report's jobs" },
      html: { ...FILE_FLAG, brief: 'Write a page there as well' },
      mail: {
        kind: 'boolean',
        optional: true,
        withNegated: false,
        brief: 'Mail it as reports.* of the configuration say',
      },
      exitCode: { kind: 'boolean', optional: true, withNegated: false, brief: 'End with 1 where something blocks' },
    },
    positional: {
      kind: 'tuple',
      parameters: [{ parse: String, placeholder: 'FLIGHT|BRANCH', brief: 'What to judge' }],
    },
  },
  async run(context: CliContext, flags: Flags, what: string): Promise<ExitCode> {
    if (flags.thatFlight !== undefined && flags.that !== undefined) {
      throw new UsageError('--that and --that-flight: give one of them');
    }
    const config = await context.loadConfig();
    await using db = await openDatabase(config, { signal: context.signal });
    const judgement = await judge(db, flags, what);
    if (flags.mro !== undefined) await writeFileAtomically(flags.mro, formatMachineReadable(judgement));
    if (flags.html !== undefined) await writeFileAtomically(flags.html, renderJudgement(judgement, config.reports));
    if (flags.mail === true) await mail(judgement, config, await classicSettings(flags, config));
    const format = flags.format ?? (context.json ? 'json' : 'text');
    context.stdout.write(await formatReport(format, judgement, { db, flags, config }));
    const blocks = judgement.verdict !== 'tolerable' && judgement.verdict !== 'perfect';
    return flags.exitCode === true && blocks ? 1 : 0;
  },
});

async function judge(db: Db, flags: Flags, what: string): Promise<Judgement> {
  const request = {
    this: parsePairs('this', flags.this),
    that: parsePairs('that', flags.that),
    thatFlight: flags.thatFlight,
    blessings: flags.blessings,
    alsoBranches: flags.branchesAlso,
    maxFlight: flags.maxFlight,
    excludedFlights: flags.excludeFlights?.map(parseFlight),
    judgedAt: flags.asOf,
  };
  const flight = /^\d+$/.test(what) ? parseFlight(what) : await findBranchFlight(db, what, request);
  const files = await Promise.all((flags.allow ?? []).map((path) => readText('allow', path)));
  return judgeFlight(await collectEvidence(db, { ...request, flight }), parseAllowPatterns(...files));
}

interface ReportContext {
  readonly db: Db;
  readonly flags: Flags;
  readonly config: Config;
}

async function formatReport(
  format: NonNullable<Flags['format']>,
  judgement: Judgement,
  { db, flags, config }: ReportContext,
): Promise<string> {
  const { flight } = judgement.evidence.subject;
  switch (format) {
    case 'text':
      return `${formatJudgement(judgement)}\n`;
    case 'mro':
      return formatMachineReadable(judgement);
    case 'json':
      return `${JSON.stringify(toJudgementDocument(judgement), null, 2)}\n`;
    case 'junit':
      return formatJUnit(judgement, await listFlightSteps(db, flight));
    case 'tap':
      return formatTap(judgement, await listFlightSteps(db, flight));
    case 'classic':
      return formatClassicReport(judgement, {
        ...(await classicSettings(flags, config)),
        infoHeaders: flags.infoHeaders ?? false,
      });
  }
}

const classicSettings = async (flags: Flags, config: Config): Promise<Omit<ClassicReportSettings, 'infoHeaders'>> => ({
  logsUrl: config.reports.logsUrl,
  hostname: hostname(),
  logsDir: config.paths.stashDir,
  imagesDir: config.paths.cacheDir,
  trailer: config.reports.trailer,
  ...(flags.includeBegin === undefined ? {} : { includeBegin: await readText('include-begin', flags.includeBegin) }),
  ...(flags.include === undefined ? {} : { include: await readText('include', flags.include) }),
});

async function mail(
  judgement: Judgement,
  { reports }: Config,
  settings: Omit<ClassicReportSettings, 'infoHeaders'>,
): Promise<void> {
  if (reports.smtpUrl === null || reports.mailTo.length === 0) {
    throw new UsageError('--mail: set reports.smtpUrl and reports.mailTo in the configuration');
  }
  await sendMail(reports.smtpUrl, composeJudgementMail(judgement, { ...reports, ...settings }));
}

async function readText(flag: string, path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    throw new UsageError(`--${flag} ${path}: cannot be read`, { cause: error });
  }
}
