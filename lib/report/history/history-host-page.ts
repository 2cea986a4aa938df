import type { HostUse } from '../../../typings/history.ts';
import { formatTime } from '../../util/format-time.ts';
import { escapeXml } from '../html/escape-xml.ts';
import { describePastFailures, pastFailureStyle } from './history-failure.ts';
import { jobUrl, link, renderHistoryPage, type HistoryCell, type HistoryLinks } from './history-frame.ts';

const COLUMNS = [
  'alloc testid',
  'alloc completed',
  'job finished',
  'role',
  'flight',
  'branch',
  'intended',
  'blessing',
  'job',
  'failure',
];

/** Returns the page of a host's past uses, the newest first. */
export function renderHostHistory(host: string, uses: readonly HostUse[], links: HistoryLinks): string {
  const failed = uses.filter(({ status }) => status === 'fail' || status === 'broken').length;
  return renderHistoryPage({
    title: `host history ${host}`,
    intro: `${uses.length} uses, ${failed} of them failed or broken.`,
    columns: COLUMNS,
    rows: uses.map((use) => rowOf(use, links)),
  });
}

function rowOf(use: HostUse, links: HistoryLinks): HistoryCell[] {
  const plain = (text: string): HistoryCell => ({ html: escapeXml(text) });
  return [
    plain(use.booking?.testid ?? '?'),
    bookingCell(use),
    plain(formatTime(use.finishedAt)),
    plain(use.role),
    { html: link(`${links.logsUrl}/${use.flight}`, `${use.flight}`) },
    plain(use.branch),
    plain(use.intended ?? ''),
    plain(use.blessing === 'running' ? '' : use.blessing),
    { html: link(`${links.resultsUrl}/history/${encodeURIComponent(use.job)}/ALL.html`, use.job) },
    {
      html: link(jobUrl(links, use.flight, use.job), describePastFailures(use.status, use.failures)),
      style: pastFailureStyle(use.status),
    },
  ];
}

function bookingCell({ booking }: HostUse): HistoryCell {
  if (booking === null) return { html: '?' };
  if (booking.status === 'pass') return { html: booking.finishedAt === null ? '' : formatTime(booking.finishedAt) };
  if (booking.status === 'running') return { html: '(incomplete)', style: 'busy' };
  return { html: escapeXml(booking.status), style: 'fail' };
}
