import { mkdir } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import type { GateRun } from '../../typings/gate.ts';
import type { Judgement } from '../../typings/verdict.ts';
import { describeError } from '../errors/osstest-error.ts';
import { readRevisionLog, type RevisionLog } from '../git/revision-log.ts';
import { composeJudgementMail } from '../report/judge-mail.ts';
import { formatMachineReadable } from '../report/judge-mro.ts';
import { saveFlightPage } from '../report/save-flight-page.ts';
import { sendMail, type Mail } from '../report/send-mail.ts';
import { writeFileAtomically } from '../util/atomic-file.ts';
import { openBranchClone, type GateContext } from './gate-context.ts';
import { judgedTest } from './judge-phase.ts';
import { judgeTest, retestBlessing } from './judge-run.ts';
import { mailParts, peopleText } from './mail-text.ts';
import { advanceRun, listGateRuns } from './run-store.ts';

/**
 * Reports a run: by mail, and by files beside those of the flight (page, report, machine-readable result). What cannot be
 * done is told and recorded, and holds nothing up. Done again, it sends the same mail with the same Message-ID.
 */
export async function reportPhase(context: GateContext, run: GateRun): Promise<GateRun> {
  const { db, branch, config, tell } = context;
  const problems = [...run.state.problems];
  const attempt = async (what: string, work: () => Promise<void>): Promise<void> => {
    try {
      await work();
    } catch (error) {
      problems.push(`${what}: ${describeError(error)}`);
      tell(problems.at(-1) ?? '');
    }
  };
  const judgedAt = new Date(run.state.judgedAt ?? 0);
  const judgement = await judgeTest(db, branch, { ...judgedTest(run), judgedAt });
  const mail = await composeMail(context, run, judgement);
  const folder = join(config.paths.stashDir, String(run.state.flight));
  await attempt('files of the report', async () => {
    await mkdir(folder, { recursive: true });
    await writeFileAtomically(join(folder, 'report.txt'), `Subject: ${mail.subject}\n\n${mail.text}`);
    await writeFileAtomically(join(folder, 'mro'), formatMachineReadable(judgement));
  });
  await attempt('page of the flight', async () => {
    await saveFlightPage(db, judgement, { stashDir: config.paths.stashDir });
  });
  if (!(await isToldAlready(context, run))) await attempt('mail', () => send(context, mail));
  return advanceRun(db, run, 'over', { problems });
}

async function send({ config, tell }: GateContext, mail: Mail): Promise<void> {
  const { smtpUrl } = config.reports;
  if (smtpUrl === null || mail.to.length === 0)
    return tell('no mail: neither the branch nor the configuration has somebody who gets it');
  await sendMail(smtpUrl, mail);
}

/** A push that is refused again and again is tried each time, and told once. */
async function isToldAlready({ db, branch }: GateContext, { run, state }: GateRun): Promise<boolean> {
  const earlier = await listGateRuns(db, { branch: branch.name, isOpen: false, limit: 5 });
  const before = earlier.find((one) => one.run < run && one.state.flight !== null)?.state;
  const isSame =
    before?.flight === state.flight && before?.verdict === state.verdict && before?.push?.why === state.push?.why;
  return isSame && before?.problems.every((problem) => !problem.startsWith('mail:')) === true;
}

async function composeMail(context: GateContext, run: GateRun, judgement: Judgement): Promise<Mail> {
  const { branch, config } = context;
  const { reports, paths } = config;
  const log = await readLog(context, run);
  const blessing = retestBlessing(branch.intended);
  return composeJudgementMail(judgement, {
    ...reports,
    mailTo: branch.mailTo.length === 0 ? reports.mailTo : branch.mailTo,
    hostname: hostname(),
    logsDir: paths.stashDir,
    imagesDir: paths.cacheDir,
    retests: run.state.retests.map((flight) => ({ flight, blessing })),
    ...(log === null || log.people.length === 0 ? {} : { include: peopleText(log.people) }),
    ...mailParts(run.state, judgement, log),
  });
}

/** null: it cannot be told, such as where the cache has just been lost; a report without it is better than none. */
async function readLog(context: GateContext, run: GateRun): Promise<RevisionLog | null> {
  const { revision, baseline } = judgedTest(run);
  try {
    return await readRevisionLog(await openBranchClone(context), baseline, revision);
  } catch (error) {
    context.tell(`no log of revisions: ${describeError(error)}`);
    return null;
  }
}
