import { hostname } from 'node:os';
import type { Db } from '../../db/db.ts';
import { openDatabase } from '../../db/open-database.ts';
import { UsageError } from '../../errors/usage-error.ts';
import { listFlightSteps } from '../../history/list-flight-steps.ts';
import { formatClassicReport, type ClassicReportSettings } from '../../report/judgement/classic-report.ts';
import { renderJudgement } from '../../report/judgement/judge-html.ts';
import { toJudgementDocument } from '../../report/judgement/judge-json.ts';
import { formatJUnit } from '../../report/judgement/judge-junit.ts';
import { composeJudgementMail } from '../../report/mail/judge-mail.ts';
import { formatMachineReadable } from '../../report/judgement/judge-mro.ts';
import { formatTap } from '../../report/judgement/judge-tap.ts';
import { formatJudgement } from '../../report/text/judge-text.ts';
import { sendMail } from '../../report/mail/send-mail.ts';
import { writeFileAtomically } from '../../util/atomic-file.ts';
import type { Config } from '../../../typings/config.ts';
import type { Judgement } from '../../../typings/verdict.ts';
import { defineCommand, type CliContext } from '../define-command.ts';
import type { ExitCode } from '../exit-codes.ts';
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
    'Each failure is compared with what the branch tested before: those of the baseline (--that), and those that tested ' +
    'the same revisions (--this). A branch stands for its newest flight that tested --this.',
  parameters: {
    flags: {
      ...JUDGE_FLAGS,
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
