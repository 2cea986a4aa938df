import { formatPercent } from '../../bisect/run/summarise.ts';
import { fragment, join, markup, raw, type Html } from '../html/page-html.ts';
import { drawBisection } from './bisection-graph.ts';
import type { DescribedBisection, DescribedCulprit } from './describe-bisection.ts';

const STYLE = `
body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 62rem; padding: 0 1rem; color: #222; background: #fff }
h1 { font-size: 1.5rem } h2 { font-size: 1.15rem; margin-top: 2rem }
pre, code { font-family: ui-monospace, monospace; font-size: 13px } pre { background: #f4f4f4; padding: .8rem; overflow: auto }
table { border-collapse: collapse } td, th { padding: .15rem .7rem .15rem 0; text-align: left; font-size: 13px }
svg { width: 100%; height: auto; border: 1px solid #ddd; background: #fff }
.path { fill: none; stroke: #ccc; stroke-width: 1 } .axis { stroke: #888 } .mass { fill: #3366bb }
.pass { fill: #2a8f3c } .same-failure { fill: #c62828 } .other-failure { fill: #e69500 } .untestable { fill: #999 }
@media (prefers-color-scheme: dark) { body { color: #ddd; background: #181818 } pre { background: #262626 } svg { background: #202020; border-color: #444 } .path { stroke: #555 } }`;

/** Returns the report of a bisection as one HTML page without scripts. */
export function bisectionPage({ record, culprits, reproduce }: DescribedBisection): string {
  const { conclusion, trees } = record;
  const page = fragment`<!doctype html>
    <html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
    <title>${conclusion.summary}</title><style>${raw(STYLE)}</style></head><body>
    <h1>${conclusion.summary}</h1>
    <p>${conclusion.tests} tests, ${conclusion.builds} builds, ${Math.round(conclusion.wallSeconds)} s.</p>
    ${join(culprits.map(drawCulprit))}
    ${reproduce.length === 0 ? null : fragment`<h2>To reproduce</h2><pre>${reproduce.join('\n')}</pre>`}
    ${join(
      trees.flatMap(({ name, commits, good, bad }, tree) =>
        commits.length === 0
          ? []
          : [
              fragment`<h2>${name}: ${commits.length} commits, ${good.slice(0, 12)}..${bad.slice(0, 12)}</h2>
              <p>Each dot is a test, the first one on top: green passed, red failed, orange failed in another way, grey could not be tested. The bars are the probability that the culprit is there.</p>
              ${drawBisection(record, tree)}`,
            ],
      ),
    )}
    <h2>Evidence</h2>
    ${drawEvidence(record)}
    </body></html>`;
  return `${markup(page)}\n`;
}

const drawCulprit = ({
  tree,
  revision,
  probability,
  author,
  date,
  subject,
  body,
  at,
  before,
}: DescribedCulprit): Html =>
  fragment`<h2>${tree} <code>${revision}</code> (${formatPercent(probability)})</h2>
  <p><strong>${subject}</strong><br>${author}, ${date}<br>Failed ${at.failures} of ${at.tests} tests with it, ${before.failures} of ${before.tests} just before it.</p>
  ${body === '' ? null : fragment`<pre>${body}</pre>`}`;

/** Returns a table with one row per tuple, in the order in which they were first tested. */
function drawEvidence({ tests, trees }: DescribedBisection['record']): Html {
  const rows = new Map<
    string,
    { readonly revisions: readonly string[]; pass: number; failed: number; other: number }
  >();
  for (const { revisions, outcome } of tests) {
    const row = rows.get(revisions.join()) ?? { revisions, pass: 0, failed: 0, other: 0 };
    rows.set(revisions.join(), row);
    if (outcome === 'pass') row.pass++;
    else if (outcome === 'same-failure') row.failed++;
    else row.other++;
  }
  const cells = [...rows.values()].map(
    ({ revisions, pass, failed, other }) =>
      fragment`<tr>${revisions.map((revision) => fragment`<td><code>${revision.slice(0, 12)}</code></td>`)}<td>${failed}</td><td>${pass}</td><td>${other}</td></tr>`,
  );
  return fragment`<table><tr>${trees.map(({ name }) => fragment`<th>${name}</th>`)}<th>failed</th><th>passed</th><th>other, untestable</th></tr>${cells}</table>`;
}
