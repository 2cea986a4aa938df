import type { Judgement } from '../../../typings/verdict.ts';
import { formatClassicReport, type ClassicReportSettings } from '../judgement/classic-report.ts';
import { classicHeaders } from '../judgement/classic-headers.ts';
import { escapeXml } from '../html/escape-xml.ts';
import type { HistoryLinks } from '../history/history-frame.ts';
import { renderJudgement } from '../judgement/judge-html.ts';
import type { Mail } from './send-mail.ts';

/** The parts that the gate adds to the mail about a flight. */
export interface GateMailParts {
  /** Kind of the flight for the subject; default `test`. */
  readonly testKind?: string;
  /** Text after the subject, such as ` - PUSHED`. */
  readonly subjectEnd?: string;
  /** Text after the report. */
  readonly tail?: string;
}

/**
 * Returns the mail about a judged flight: the classic report as text, with the classic `X-Osstest-` headers, and an HTML
 * page of the judgement. The mails of a branch form one thread.
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
