import { escapeXml } from '../html/escape-xml.ts';

/** Addresses to which pages link, without a slash at the end. */
export interface HistoryLinks {
  readonly logsUrl: string;
  readonly resultsUrl: string;
}

/** A cell of a history page: trusted markup, and a class of {@link STYLE}. */
export interface HistoryCell {
  readonly html: string;
  readonly style?: string;
}

const STYLE = `
:root { color-scheme: light dark; --rule: #8886; --odd: #8881; --changed: #39f3; }
body { font: 14px/1.4 system-ui, sans-serif; margin: 1.5rem; }
h1 { font-size: 1.3rem; margin: 0 0 .3rem; }
p { margin: .3rem 0 .8rem; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; white-space: nowrap; }
th { position: sticky; top: 0; background: Canvas; text-align: left; }
th, td { border: 1px solid var(--rule); padding: .15rem .45rem; }
tbody tr:nth-child(odd) { background: var(--odd); }
td.changed { background: var(--changed); }
td.pass { color: #080; }
td.fail { background: #f003; }
td.broken { background: #fb03; }
td.blocked { background: #d0d3; }
td.waiting { opacity: .7; }
td.busy { background: #00f2; }
code { font: .93em ui-monospace, monospace; }
@media (prefers-color-scheme: dark) { td.pass { color: #5c5; } }
`;

/** Returns a self-contained page with one table. */
export function renderHistoryPage(page: {
  readonly title: string;
  /** Trusted markup below the title. */
  readonly intro: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly HistoryCell[])[];
}): string {
  const title = escapeXml(page.title);
  const head = page.columns.map((column) => `<th scope="col">${escapeXml(column)}</th>`).join('');
  const body = page.rows.map((row) => `<tr>${row.map(renderCell).join('')}</tr>`).join('\n');
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${title}</title><style>${STYLE}</style></head>
<body><h1>${title}</h1>
<p>${page.intro}</p>
<div class="wide"><table>
<thead><tr>${head}</tr></thead>
<tbody>
${body}
</tbody></table></div>
</body></html>
`;
}

const renderCell = ({ html, style }: HistoryCell): string =>
  style === undefined ? `<td>${html}</td>` : `<td class="${style}">${html}</td>`;

/** Returns a link; escapes the address and the text. */
export const link = (url: string, text: string): string => `<a href="${escapeXml(url)}">${escapeXml(text)}</a>`;

/** Returns the address of the page of a job's logs. */
export const jobUrl = ({ logsUrl }: HistoryLinks, flight: number, job: string): string =>
  `${logsUrl}/${flight}/${encodeURIComponent(job)}/info.html`;
