import type { Judgement } from '../../typings/verdict.ts';
import { formatClassicReport, type ClassicReportSettings } from './classic-report.ts';
import { classicHeaders } from './classic-headers.ts';
import type { HistoryLinks } from './history-frame.ts';
import { renderJudgement } from './judge-html.ts';
import type { Mail } from './send-mail.ts';

/**
 * The mail about a judged flight: the classic report as text, with the classic `X-Osstest-` headers, and the same for
 * the eye. The mails of a branch make one thread.
 */
export function composeJudgementMail(
  judgement: Judgement,
  settings: Omit<ClassicReportSettings, 'infoHeaders'> &
    HistoryLinks & { readonly mailFrom: string; readonly mailTo: readonly string[] },
): Mail {
  const { subject } = judgement.evidence;
  const text = formatClassicReport(judgement, { ...settings, infoHeaders: false });
  const [firstLine = ''] = text.split('\n');
  const domain = settings.mailFrom.match(/@([^>\s]+)/)?.[1] ?? 'localhost';
  const thread = `<osstest.${subject.branch.replaceAll(/[^\w.-]/g, '_')}@${domain}>`;
  return {
    from: settings.mailFrom,
    to: settings.mailTo,
    subject: `[${subject.branch} test] ${firstLine}`,
    messageId: `<osstest.${subject.flight}.${judgement.evidence.judgedAt.getTime()}@${domain}>`,
    inReplyTo: thread,
    references: thread,
    headers: classicHeaders(judgement),
    text,
    html: renderJudgement(judgement, settings),
  };
}
