import { formatDuration } from '../../util/units.ts';
import type { PlanChart } from './plan-chart.ts';
import { BAR_WORDS, hostNames, drawPlan, drawScale } from './plan-drawing.ts';
import { fragment, markup, raw } from '../html/page-html.ts';
import { PLAN_SCRIPT, PLAN_STYLE } from './plan-page-parts.ts';

/**
 * Returns a self-contained page of a plan, with time across and hosts down. Each bar shows its user, start and end;
 * the arrow keys move between bars.
 */
export function planPage(chart: PlanChart): string {
  const used = chart.lines.filter(({ bars }) =>
    bars.some(({ startMs, endMs }) => startMs <= chart.nowMs && (endMs ?? Infinity) > chart.nowMs),
  );
  const age = formatDuration(Math.max(0, chart.nowMs - chart.plannedAtMs));
  return `<!doctype html>\n${markup(fragment`<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
    <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'">
    <title>Plan: ${chart.lines.length} hosts</title><style>${raw(PLAN_STYLE)}</style></head>
    <body><header><h1>Plan</h1>
    <p>${chart.lines.length} hosts, ${used.length} in use now; planned ${age} ago. Times are UTC.</p>
    <p class="legend">${Object.entries(BAR_WORDS).map(([kind, words]) => fragment`<span><i class="${kind}"></i>${words}</span>`)}</p>
    <label>Only hosts or jobs with <input id="find" type="search"></label> <output id="count"></output>
    ${chart.unprocessed.length === 0 ? null : fragment`<p>Not planned in the last run: ${chart.unprocessed.join(', ')}</p>`}
    </header>
    <main><div class="head"><span></span>${drawScale(chart)}</div>
    <div class="body">${hostNames(chart)}${drawPlan(chart)}</div></main>
    <p id="about" role="status" aria-live="polite">Point at a bar, or press Tab and the arrow keys.</p>
    <script>${raw(PLAN_SCRIPT)}</script></body></html>
    `)}`;
}
