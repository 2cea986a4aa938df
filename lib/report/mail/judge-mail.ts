import type { Judgement } from '../../../typings/verdict.ts';
import { formatClassicReport, type ClassicReportSettings } from '../judgement/classic-report.ts';
import { classicHeaders } from '../judgement/classic-headers.ts';
import { escapeXml } from '../html/escape-xml.ts';
import type { HistoryLinks } from '../history/history-frame.ts';
import { renderJudgement } from '../judgement/judge-html.ts';
import type { Mail } from './send-mail.ts';

/** What the gate adds to the mail about a flight. */
export interface GateMailParts {
  /** What it was, for the subject; default `test`. */
  readonly testKind?: string;
  /** Behind the subject, such as ` - PUSHED`. */
  readonly subjectEnd?: string;
  /** Text behind the report. */
  readonly tail?: string;
}

/**
 * The mail about a judged flight: the classic report as text, with the classic `X-Osstest-` headers, and the same for
 * the eye. The mails of a branch make one thread.
 */
export function composeJudgementMail(
  judgement: Judgement,
  settings: Omit<ClassicReportSettings, 'infoHeaders'> &
    HistoryLinks &
    GateMailParts & { readonly mailFrom: string; readonly mailTo: readonly string[] },
): Mail {
  const { subject } = judgement.evidence;
  const { testKind = 'test', subjectEnd = '', tail = '' } = settings;
  const text = formatClassicReport(judgement, { ...settings, infoHeaders: false });
  const [firstLine = ''] = text.split('\n');
  const domain = settings.mailFrom.match(/@([^>\s]+)/)?.[1] ?? 'localhost';
  const thread = `<osstest.${subject.branch.replaceAll(/[^\w.-]/g, '_')}@${domain}>`;
  return {
    from: settings.mailFrom,
    to: settings.mailTo,
    subject: `[${subject.branch} ${testKind}] ${firstLine}${subjectEnd}`,
    messageId: `<osstest.${subject.flight}.${judgement.evidence.judgedAt.getTime()}@${domain}>`,
    inReplyTo: thread,
    references: thread,
    headers: classicHeaders(judgement),
    text: text + tail,
    html: withTail(renderJudgement(judgement, settings), tail),
  };
}

const withTail = (page: string, tail: string): string =>
  tail.trim() === '' ? page : page.replace('</body>', () => `<pre>${escapeXml(tail.trim())}</pre>\n</body>`);
