import type { BranchStanding } from '../../../typings/gate.ts';
import { cannotBeTested, describeGateOrder, describeOpenRun, describeStanding, shortRevision } from './branch-words.ts';
import { formatTime } from '../../util/format-time.ts';
import { fragment, join, markup, raw, type Html } from '../html/page-html.ts';

const STYLE = `
:root{color-scheme:light dark;--bg:#fff;--fg:#1b1f24;--dim:#59636e;--line:#d4d9df;--good:#1a6b2a;--bad:#b3261e;--warn:#7a4d00}
@media (prefers-color-scheme:dark){:root{--bg:#101418;--fg:#e3e8ee;--dim:#9aa5b1;--line:#303841;--good:#7bd88a;--bad:#ff9d94;--warn:#f0c36d}}
*{box-sizing:border-box}
body{margin:0;padding:16px;background:var(--bg);color:var(--fg);font:15px/1.45 system-ui,"DejaVu Sans",sans-serif}
h1{font-size:1.4rem;margin:0 0 .2em}p{margin:.2em 0}.dim{color:var(--dim)}
.counts{display:flex;flex-wrap:wrap;gap:.2em 1.2em;margin:.5em 0 1em}
article{border-top:1px solid var(--line);padding:.7em 0 .8em;display:grid;grid-template-columns:minmax(9em,16em) minmax(0,1fr);gap:.2em 1.2em}
h2{font-size:1.05rem;margin:0;overflow-wrap:anywhere}
h2 em{display:block;font-style:normal;font-size:.9rem}
.good em{color:var(--good)}.bad em{color:var(--bad)}.warn em{color:var(--warn)}
dl{margin:0;display:grid;grid-template-columns:6.5em minmax(0,1fr);gap:.15em .8em}dt{color:var(--dim)}dd{margin:0;overflow-wrap:anywhere}
ul{margin:0;padding-left:1.1em}code{font:.92em ui-monospace,"DejaVu Sans Mono",monospace}a{color:inherit}
@media (max-width:620px){article{grid-template-columns:1fr}dl{grid-template-columns:1fr}dt{margin-top:.3em}}
`;

const POLICY = "default-src 'none'; style-src 'unsafe-inline'";

export interface BranchesPageOptions {
  readonly generatedAt: Date;
  /** Returns the address of the page of a flight. */
  readonly flightHref: (flight: number) => string;
}

/** The style and the word for each state of a branch, the most urgent first. */
const STATES = [
  ['bad', 'regressed'],
  ['bad', 'problems'],
  ['warn', 'push refused'],
  ['warn', 'cannot be tested'],
  ['warn', 'stopped'],
  ['warn', 'blocked'],
  ['good', 'good'],
  ['dim', 'never tested'],
] as const;
type State = (typeof STATES)[number][1];

function stateOf(standing: BranchStanding): State {
  const { orders, judged } = standing;
  const { verdict, push } = judged?.state ?? {};
  if (verdict === 'regressions') return 'regressed';
  if (verdict === 'problems') return 'problems';
  if (push?.kind === 'refused') return 'push refused';
  if (cannotBeTested(standing)) return 'cannot be tested';
  if (orders.some(({ kind }) => kind === 'stop')) return 'stopped';
  if (orders.some(({ kind }) => kind === 'block')) return 'blocked';
  return judged === null ? 'never tested' : 'good';
}

/**
 * Returns a self-contained page of all branches of the gate, the most urgent first. For each branch it shows the current
 * run, stops and blocks with their times, the last push, and the regressions.
 */
export function branchesPage(standings: readonly BranchStanding[], options: BranchesPageOptions): string {
  const states = standings.map((standing) => ({ standing, state: stateOf(standing) }));
  const ranks = new Map(STATES.map(([, state], index) => [state, index]));
  const sorted = states.toSorted((a, b) => (ranks.get(a.state) ?? 0) - (ranks.get(b.state) ?? 0));
  const counts = STATES.flatMap(([style, state]) => {
    const count = states.filter((one) => one.state === state).length;
    return count === 0 ? [] : [fragment`<span class="${style}"><b>${count}</b> ${state}</span>`];
  });
  const running = standings.filter(({ open }) => open?.isLive === true).length;
  return `<!doctype html>\n${markup(fragment`<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
    <meta http-equiv="Content-Security-Policy" content="${POLICY}">
    <title>Branches: ${standings.length}</title><style>${raw(STYLE)}</style></head>
    <body><h1>Branches</h1>
    <p class="dim">${standings.length} branches, ${running} being tested now. Made ${formatTime(options.generatedAt)}.</p>
    <p class="counts">${counts}</p>
    <main>${sorted.map(({ standing, state }) => article(standing, state, options))}</main></body></html>
    `)}`;
}

function article(standing: BranchStanding, state: State, options: BranchesPageOptions): Html {
  const { branch, open, orders, judged, pushed } = standing;
  const style = STATES.find(([, one]) => one === state)?.[0] ?? 'dim';
  const link = (flight: number | null | undefined): Html | null =>
    flight === null || flight === undefined
      ? null
      : fragment`<a href="${options.flightHref(flight)}">flight ${flight}</a>`;
  const row = (term: string, value: Html): Html => fragment`<dt>${term}</dt><dd>${value}</dd>`;
  const since = (at: Date): Html => fragment`<time datetime="${at.toISOString()}">${formatTime(at)}</time>`;
  const rows = [
    ...(open === null ? [] : [row('now', fragment`${describeOpenRun(open)}, since ${since(open.beganAt)}`)]),
    ...orders.map((order) => row('by order', fragment`${describeGateOrder(order)}, since ${since(order.orderedAt)}`)),
    row(
      'last test',
      fragment`${describeStanding(standing)} ${judged === null ? null : fragment`(${join([link(judged.state.flight) ?? raw(''), ...judged.state.retests.flatMap((flight) => link(flight) ?? [])], ', ')}, ${since(judged.changedAt)})`}`,
    ),
    row(
      'last push',
      pushed === null
        ? raw('never')
        : fragment`${since(pushed.at)} <code>${shortRevision(pushed.revision)}</code>, ${link(pushed.flight)}`,
    ),
    ...(judged === null || judged.state.regressions.length === 0
      ? []
      : [row('regressed', regressionList(judged.state.regressions, link))]),
    ...(judged?.state.push?.kind === 'refused' ? [row('refused', fragment`${judged.state.push.why}`)] : []),
    ...(judged?.state.problems ?? []).map((problem) => row('problem', fragment`${problem}`)),
  ];
  return fragment`<article class="${style}" data-state="${state}"><h2>${branch}<em>${state}</em></h2><dl>${rows}</dl></article>
    `;
}

const regressionList = (
  regressions: NonNullable<BranchStanding['judged']>['state']['regressions'],
  link: (flight: number) => Html | null,
): Html =>
  fragment`<ul>${regressions.map(({ job, testid, basis }) => fragment`<li><code>${job}</code> ${testid}: passed in ${link(basis)}</li>`)}</ul>`;
