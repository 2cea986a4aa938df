import type { SimulatedHistory } from '../../flight/forecast/simulate-history.ts';
import { formatDuration } from '../../util/units.ts';
import { formatTable } from './format-table.ts';

/** A lab and the same one with other boxes, as two columns. */
export function formatSimulation(before: SimulatedHistory, after: SimulatedHistory): string {
  const row = (what: string, of: (one: SimulatedHistory) => string): string[] => [what, of(before), of(after)];
  const rows = [
    row('boxes', ({ boxes }) => String(boxes)),
    row('jobs', ({ jobs }) => String(jobs)),
    row('jobs that no box can run', ({ leftOut }) => String(leftOut.length)),
    row('all done after', ({ spanMs }) => formatDuration(spanMs)),
    row('jobs a day', ({ jobsPerDay }) => jobsPerDay.toFixed(1)),
    row('wait, median', ({ waits }) => formatDuration(waits.medianMs)),
    row('wait, 9 of 10 at most', ({ waits }) => formatDuration(waits.p90Ms)),
    row('wait, 99 of 100 at most', ({ waits }) => formatDuration(waits.p99Ms)),
    row('wait, longest', ({ waits }) => formatDuration(waits.maxMs)),
  ];
  const names = [...new Set([...Object.keys(before.use), ...Object.keys(after.use)])].sort();
  const use = names.map((box) => [box, percent(before.use[box]), percent(after.use[box])]);
  const unshared = before.unshared === 0 ? [] : [`${before.unshared} jobs would share a box; here each has one alone.`];
  return [
    formatTable(['', 'now', 'changed'], rows),
    '',
    formatTable(['box', 'used now', 'changed'], use),
    ...unshared,
  ].join('\n');
}

const percent = (part: number | undefined): string => (part === undefined ? '-' : `${(100 * part).toFixed(1)} %`);
