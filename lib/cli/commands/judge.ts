import { hostname } from 'node:os';
import type { Db } from '../../db/db.ts';
import { openDatabase } from '../../db/open/open-database.ts';
import { UsageError } from '../../errors/usage-error.ts';
import { listFlightSteps } from '../../history/list-flight-steps.ts';
import { formatClassicReport, type ClassicReportSettings } from '../../report/judgement/classic-report.ts';
import { renderJudgement } from '../../report/judgement/judge-html.ts';
import { toJudgementDocument } from '../../report/judgement/judge-json.ts';
import { formatJUnit } from '../../report/judgement/judge-junit.ts';
import { composeJudgementMail } from '../../report/mail/judge-mail.ts';
import { formatMachineReadable } from '../../report/judgement/judge-mro.ts';
import { formatTap } from '../../report/judgement/judge-tap.ts';
import { formatJudgement } from '../../report/judgement/judge-text.ts';
import { sendMail } from '../../report/mail/send-mail.ts';
import { writeFileAtomically } from '../../util/atomic-file.ts';
import type { Config } from '../../../typings/config.ts';
import type { Judgement } from '../../../typings/verdict.ts';
import { defineCommand, type CliContext } from '../shared/define-command.ts';
import type { ExitCode } from '../shared/exit-codes.ts';
import { FILE_FLAG } from '../flags/history-flags.ts';
import { judgeByFlags, JUDGE_FLAGS, readText, type JudgeFlags } from '../flags/judge-flags.ts';

const FORMATS = ['text', 'classic', 'mro', 'json', 'junit', 'tap'] as const;

type Flags = JudgeFlags & {
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
    'Compares each failure with what the branch tested before: the flights of the baseline (--that), and those ' +
    'that tested the same revisions (--this). A branch means its newest flight that tested --this.',
  examples: [
    ['osstest judge 77', 'Judge a flight.'],
    [
      'osstest judge xen-unstable --exit-code',
      'Judge the newest flight of a branch; exit with 1 if a failure blocks a push.',
    ],
    ['osstest judge 77 --format junit', 'Print the judgement for a CI system.'],
  ],
  parameters: {
    flags: {
      ...JUDGE_FLAGS,
      format: { kind: 'enum', values: FORMATS, optional: true, brief: 'Format of the report; default: text' },
      mro: { ...FILE_FLAG, brief: 'Also write the machine-readable result to this file' },
      infoHeaders: {
        kind: 'boolean',
        optional: true,
        withNegated: false,
        brief: 'Print header lines in the classic report',
      },
      includeBegin: { ...FILE_FLAG, brief: 'File with the text before the flight in the classic report' },
      include: { ...FILE_FLAG, brief: 'File with the text before the jobs in the classic report' },
      html: { ...FILE_FLAG, brief: 'Also write a page' },
      mail: {
        kind: 'boolean',
        optional: true,
        withNegated: false,
        brief: 'Mail the report, configured by reports.*',
      },
      exitCode: {
        kind: 'boolean',
        optional: true,
        withNegated: false,
        brief: 'Exit with 1 if a failure blocks a push',
      },
    },
    positional: {
      kind: 'tuple',
      parameters: [{ parse: String, placeholder: 'FLIGHT|BRANCH', brief: 'Flight, or branch with its newest flight' }],
    },
  },
  async run(context: CliContext, flags: Flags, what: string): Promise<ExitCode> {
    const config = await context.loadConfig();
    await using db = await openDatabase(config, { signal: context.signal });
    const judgement = await judgeByFlags(db, flags, what);
    if (flags.mro !== undefined) await writeFileAtomically(flags.mro, formatMachineReadable(judgement));
    if (flags.html !== undefined) await writeFileAtomically(flags.html, renderJudgement(judgement, config.reports));
    if (flags.mail === true) await mail(judgement, config, await classicSettings(flags, config));
    const format = flags.format ?? (context.json ? 'json' : 'text');
    context.stdout.write(await formatReport(format, judgement, { db, flags, config }));
    const blocks = judgement.verdict !== 'tolerable' && judgement.verdict !== 'perfect';
    return flags.exitCode === true && blocks ? 1 : 0;
  },
});

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
