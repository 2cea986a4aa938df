import { hostname } from 'node:os';
import type { GateRun } from '../../../typings/gate.ts';
import type { Judgement } from '../../../typings/verdict.ts';
import { describeError } from '../../errors/osstest-error.ts';
import { readRevisionLog, type RevisionLog } from '../../git/revision-log.ts';
import { composeJudgementMail } from '../../report/mail/judge-mail.ts';
import type { Mail } from '../../report/mail/send-mail.ts';
import { openBranchClone, type GateContext } from '../gate-context.ts';
import { judgedTest } from './judge-phase.ts';
import { judgeTest, retestBlessing } from '../decide/judge-run.ts';
import { mailParts, peopleText } from './mail-text.ts';

/** Returns the judgement of a run's flight as it was made, at any later time. */
export const judgementOf = ({ db, branch }: GateContext, run: GateRun): Promise<Judgement> =>
  judgeTest(db, branch, { ...judgedTest(run), judgedAt: new Date(run.state.judgedAt ?? 0) });

/** Composes the mail about a run. Each composition gives the same mail with the same Message-ID. */
export async function composeMail(context: GateContext, run: GateRun, judgement: Judgement): Promise<Mail> {
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

/** null: unknown, such as after a loss of the cache; a report without it is better than none. */
async function readLog(context: GateContext, run: GateRun): Promise<RevisionLog | null> {
  const { revision, baseline } = judgedTest(run);
  try {
    return await readRevisionLog(await openBranchClone(context), baseline, revision);
  } catch (error) {
    context.tell(`no log of revisions: ${describeError(error)}`);
    return null;
  }
}
