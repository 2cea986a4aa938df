import type { GateRun, GateRunState, OwedMail } from '../../../typings/gate.ts';
import { MailError } from '../../errors/mail-errors.ts';
import { describeError } from '../../errors/osstest-error.ts';
import { sendMail, type Mail } from '../../report/mail/send-mail.ts';
import type { GateContext } from '../gate-context.ts';
import { composeMail, judgementOf } from './gate-mail.ts';
import { amendOwedMail, listOwedMails } from '../store/run-store.ts';

/** Two days, with a gate each half hour. Then a person must act; the report is beside the flight's files. */
export const MAX_ATTEMPTS = 100;

const PROBLEM = 'mail: ';

type ReportResult = Pick<GateRunState, 'problems' | 'owedMail'>;

/** Sends the mail about a run that is ending. A mail that cannot be sent stays owed. */
export async function sendFirstMail(
  context: GateContext,
  mail: Mail,
  problems: readonly string[],
): Promise<ReportResult> {
  const { config, tell } = context;
  if (config.reports.smtpUrl !== null && mail.to.length > 0) return attempt(context, mail, { attempts: 1, problems });
  tell('no mail: neither the branch nor the configuration names a recipient');
  return { problems, owedMail: null };
}

/**
 * Sends the owed mails of earlier runs of the branch, the oldest first, to the recipients who have not got them. Stops
 * at the first failure. Records each attempt before it is made, so that two gates do not make the same one. Throws only
 * for the database.
 */
export async function sendOwedMails(context: GateContext): Promise<void> {
  const { db, branch, config, tell } = context;
  if (config.reports.smtpUrl === null) return;
  for (const run of await listOwedMails(db, branch.name, MAX_ATTEMPTS)) {
    const { to, attempts } = run.state.owedMail!;
    const { problems } = run.state;
    const begun = await amendOwedMail(db, run, { owedMail: { to, attempts: attempts + 1 }, problems });
    if (begun === null) continue; // another gate makes this attempt
    const mail = await recomposeMail(context, run, to);
    if (mail === null) continue;
    const told = await attempt(context, mail, { attempts: attempts + 1, problems });
    await amendOwedMail(db, begun, told);
    if (told.owedMail !== null) return;
    tell(`mail about flight ${run.state.flight} sent, in attempt ${attempts + 1}`);
  }
}

/** Composes an owed mail; null: impossible, such as after the flight was deleted. */
async function recomposeMail(context: GateContext, run: GateRun, to: OwedMail['to']): Promise<Mail | null> {
  try {
    return { ...(await composeMail(context, run, await judgementOf(context, run))), to };
  } catch (error) {
    context.tell(`mail about flight ${run.state.flight}: ${describeError(error)}`);
    return null;
  }
}

/** Records the problem with the run while the mail is owed. */
async function attempt(
  { config, tell }: GateContext,
  mail: Mail,
  { attempts, problems }: { readonly attempts: number; readonly problems: readonly string[] },
): Promise<ReportResult> {
  const others = problems.filter((problem) => !problem.startsWith(PROBLEM));
  try {
    await sendMail(config.reports.smtpUrl ?? '', mail);
    return { problems: others, owedMail: null };
  } catch (error) {
    const refused = error instanceof MailError ? error.refused : mail.to;
    const problem = `${PROBLEM}${describeError(error)}`;
    tell(attempts < MAX_ATTEMPTS ? problem : `${problem}; it is not tried again after ${attempts} attempts`);
    return { problems: [...others, problem], owedMail: { to: refused, attempts } };
  }
}
