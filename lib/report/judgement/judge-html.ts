import { groupBy } from '../../util/order.ts';
import type { FailureKind, JudgedFailure, Judgement } from '../../../typings/verdict.ts';
import { categorizeFailures } from './classic-categories.ts';
import { escapeXml } from '../html/escape-xml.ts';
import { jobUrl, link, type HistoryLinks } from '../history/history-frame.ts';
import { JUDGEMENT_HEADINGS, VERDICT_WORDS } from './judge-text.ts';
import { baselineVersions } from './baseline-versions.ts';
import { sortedVersions } from './sorted-versions.ts';

// Mail programs support few features of style sheets: each element has its own style.
const CELL = 'padding:2px 10px 2px 0;vertical-align:top;text-align:left';
const COLOURS: Readonly<Record<FailureKind, string>> = {
  regression: '#c00000',
  fail: '#c00000',
  heisenbug: '#9a6700',
  allowable: '#57606a',
  nonblocking: '#57606a',
};
const VERDICT_COLOURS = {
  perfect: '#1a7f37',
  tolerable: '#1a7f37',
  regressions: '#c00000',
  problems: '#9a6700',
} as const;

/** Returns a judgement as a self-contained page for browsers and mail programs. */
export function renderJudgement(judgement: Judgement, links: HistoryLinks): string {
  const { evidence, verdict, outcome } = judgement;
  const { subject } = evidence;
  const title = escapeXml(`${subject.flight} ${subject.branch}: ${outcome}`);
  const kinds = groupBy(categorizeFailures(judgement), ({ category }) => category.kind);
  const sections = JUDGEMENT_HEADINGS.map(([kind, heading]) => {
    const failures = (kinds.get(kind) ?? []).map(({ failure }) => failure);
    return failures.length === 0 ? '' : renderSection(kind, heading, failures, links);
  });
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${title}</title></head>
<body style="font:14px/1.45 sans-serif;margin:16px;max-width:70rem">
<h1 style="font-size:18px;margin:0 0 4px">${link(`${links.logsUrl}/${subject.flight}/`, `${subject.flight}`)} ${escapeXml(subject.branch)}</h1>
<p style="margin:0 0 10px"><b style="color:${VERDICT_COLOURS[verdict]}">${escapeXml(outcome)}</b> · ${VERDICT_WORDS[verdict]}</p>
${renderVersions(judgement)}
${sections.join('')}
</body></html>
`;
}

function renderVersions({ evidence }: Judgement): string {
  const { versions } = evidence;
  const rows = [
    ...sortedVersions(versions.this).map(([tree, revision]) => ['tested', tree, revision] as const),
    ...sortedVersions(baselineVersions(versions)).map(([tree, revision]) => ['baseline', tree, revision] as const),
  ];
  const cells = rows.map(([which, tree, revision]) => {
    return `<tr><td style="${CELL}">${which}</td><td style="${CELL}">${escapeXml(tree)}</td><td style="${CELL}"><code>${escapeXml(revision)}</code></td></tr>`;
  });
  return rows.length === 0 ? '' : `<table style="border-collapse:collapse">${cells.join('')}</table>`;
}

function renderSection(
  kind: FailureKind,
  heading: string,
  failures: readonly JudgedFailure[],
  links: HistoryLinks,
): string {
  const rows = failures.map((failure) => {
    const { flight, job, testid, status, summary, explanation } = failure;
    return `<tr><td style="${CELL}">${link(jobUrl(links, flight, job), job)}</td><td style="${CELL}">${escapeXml(testid)}</td><td style="${CELL}">${escapeXml(status)}</td><td style="${CELL}">${escapeXml(summary)}</td><td style="${CELL};color:#57606a">${escapeXml(explanation.text)}</td></tr>`;
  });
  return `<h2 style="font-size:15px;margin:14px 0 2px;color:${COLOURS[kind]}">${heading} (${failures.length})</h2>
<table style="border-collapse:collapse">${rows.join('\n')}</table>
`;
}
