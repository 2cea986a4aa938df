import { formatDuration, hours, minutes } from '../../util/units.ts';
import type { PlanBar, PlanBarKind, PlanChart, PlanLine } from './plan-chart.ts';
import { fragment, raw, type Html } from '../html/page-html.ts';

const ROW = 24;
const SLOT = 18;

/** Words for each kind of bar, for the legend and the bars. */
export const BAR_WORDS: Readonly<Record<PlanBarKind, string>> = {
  taken: 'has it',
  booked: 'expected to get it',
  overrun: 'takes longer than expected',
  held: 'a person has it',
  blocked: 'blocked',
};

const heightOf = ({ slots }: PlanLine): number => (slots <= 1 ? ROW : slots * SLOT + 6);

/** Returns the names of the hosts, in lines as high as those of the drawing. */
export const hostNames = ({ lines }: PlanChart): Html =>
  fragment`<ul class="hosts">${lines.map(
    (line) => fragment`<li data-host="${line.host}" style="height:${heightOf(line)}px">${line.host}</li>`,
  )}</ul>`;

/** Draws the plan with time across in fractions of its width, and hosts down. */
export function drawPlan(chart: PlanChart): Html {
  let top = 0;
  const groups = chart.lines.map((line, index) => {
    const group = drawLine(chart, line, index, top);
    top += heightOf(line);
    return group;
  });
  const ticks = ticksOf(chart);
  return fragment`<svg class="plan" width="100%" height="${top}" role="group" aria-label="${chart.lines.length} hosts over time">
    ${raw(PATTERNS)}
    ${ticks.map((ms) => fragment`<line class="tick" x1="${at(chart, ms)}" x2="${at(chart, ms)}" y1="0" y2="${top}"/>`)}
    ${groups}
    <line class="now" x1="${at(chart, chart.nowMs)}" x2="${at(chart, chart.nowMs)}" y1="0" y2="${top}"/>
    </svg>`;
}

/** Draws the time scale above the plan. */
export function drawScale(chart: PlanChart): Html {
  const label = (ms: number): Html => fragment`<text x="${at(chart, ms)}" y="15">${tickText(ms)}</text>`;
  return fragment`<svg class="scale" width="100%" height="36" aria-hidden="true">${ticksOf(chart).map(label)}
    <text class="nowtext" x="${at(chart, chart.nowMs)}" y="31">now</text></svg>`;
}

const PATTERNS = `<defs><pattern id="late" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect width="3" height="6" class="stripe"/></pattern><pattern id="closed" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(-45)"><rect width="2" height="6" class="stripe"/></pattern></defs>`;

function drawLine(chart: PlanChart, line: PlanLine, index: number, top: number): Html {
  const back = fragment`<rect class="row${index % 2 === 0 ? '' : ' odd'}" x="0" y="${top}" width="100%" height="${heightOf(line)}"/>`;
  const bars = line.bars.filter(({ startMs, endMs }) => startMs < chart.toMs && (endMs ?? Infinity) > chart.fromMs);
  return fragment`<g data-host="${line.host}">${back}${bars.map((bar) => drawBar(chart, line.host, bar, top))}</g>`;
}

function drawBar(chart: PlanChart, host: string, bar: PlanBar, top: number): Html {
  const [from, to] = [Math.max(bar.startMs, chart.fromMs), Math.min(bar.endMs ?? Infinity, chart.toMs)];
  const y = top + 3 + (bar.slot === 0 ? 0 : (bar.slot - 1) * SLOT);
  const height = bar.slot === 0 ? ROW - 6 : SLOT - 2;
  const text = describeBar(host, bar, chart.nowMs);
  return fragment`<g class="bar ${bar.kind}" tabindex="-1" role="img" aria-label="${text}"><title>${text}</title>
    <svg x="${at(chart, from)}" y="${y}" width="${part(chart, to - from)}" height="${height}">
    <rect width="100%" height="100%" rx="3"/>${stripes(bar.kind)}<text x="4" y="${height - 5}">${bar.who.replace(/^job /, '')}</text></svg></g>`;
}

const stripes = (kind: PlanBarKind): Html | null =>
  kind === 'overrun' || kind === 'blocked'
    ? fragment`<rect class="over" width="100%" height="100%" rx="3" fill="url(#${kind === 'overrun' ? 'late' : 'closed'})"/>`
    : null;

/** Describes a bar in words. */
export function describeBar(host: string, bar: PlanBar, nowMs: number): string {
  const { who, startMs, endMs, share } = bar;
  const until = endMs === null ? 'until an unknown time' : `until ${iso(endMs)} (${distance(endMs - nowMs)})`;
  const shared = share === null ? '' : `; shared as ${share}`;
  const from = bar.kind === 'overrun' ? 'was expected to end' : bar.kind === 'booked' ? 'from' : 'since';
  return `${host}: ${who}: ${BAR_WORDS[bar.kind]}, ${from} ${iso(startMs)} (${distance(startMs - nowMs)}), ${until}${shared}`;
}

const iso = (ms: number): string => `${new Date(ms).toISOString().slice(0, 16).replace('T', ' ')}Z`;
const distance = (ms: number): string => (ms < 0 ? `${formatDuration(-ms)} ago` : `in ${formatDuration(ms)}`);

const part = ({ fromMs, toMs }: PlanChart, ms: number): string => `${((ms / (toMs - fromMs)) * 100).toFixed(3)}%`;
const at = (chart: PlanChart, ms: number): string => part(chart, ms - chart.fromMs);

const STEPS = [minutes(15), minutes(30), hours(1), hours(2), hours(3), hours(6), hours(12), hours(24), hours(48)];

/** Returns at most eight ticks at round times. */
function ticksOf({ fromMs, toMs }: PlanChart): number[] {
  const step = STEPS.find((ms) => (toMs - fromMs) / ms <= 8) ?? STEPS.at(-1)!;
  const first = Math.ceil(fromMs / step) * step;
  return Array.from({ length: Math.max(0, Math.floor((toMs - first) / step) + 1) }, (_, index) => first + index * step);
}

function tickText(ms: number): string {
  const text = new Date(ms).toISOString();
  return text.slice(11, 16) === '00:00' ? text.slice(5, 10) : text.slice(11, 16);
}
