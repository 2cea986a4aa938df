import type { SimulatedHistory } from '../../flight/forecast/simulate-history.ts';
import { formatDuration } from '../../util/units.ts';
import { formatTable } from './format-table.ts';

/** Formats the simulations of a lab and of the same lab with other hosts as two columns. */
export function formatSimulation(before: SimulatedHistory, after: SimulatedHistory): string {
  const row = (what: string, of: (one: SimulatedHistory) => string): string[] => [what, of(before), of(after)];
  const rows = [
    row('hosts', ({ hosts }) => String(hosts)),
    row('jobs', ({ jobs }) => String(jobs)),
    row('jobs that no host can run', ({ leftOut }) => String(leftOut.length)),
    row('all done after', ({ spanMs }) => formatDuration(spanMs)),
    row('jobs a day', ({ jobsPerDay }) => jobsPerDay.toFixed(1)),
    row('wait, median', ({ waits }) => formatDuration(waits.medianMs)),
    row('wait, 9 of 10 at most', ({ waits }) => formatDuration(waits.p90Ms)),
    row('wait, 99 of 100 at most', ({ waits }) => formatDuration(waits.p99Ms)),
    row('wait, longest', ({ waits }) => formatDuration(waits.maxMs)),
  ];
  const names = [...new Set([...Object.keys(before.use), ...Object.keys(after.use)])].sort();
  const use = names.map((host) => [host, percent(before.use[host]), percent(after.use[host])]);
  const unshared =
    before.unshared === 0 ? [] : [`${before.unshared} jobs would share a host; here each has one alone.`];
  return [
    formatTable(['', 'now', 'changed'], rows),
    '',
    formatTable(['host', 'used now', 'changed'], use),
    ...unshared,
  ].join('\n');
}

const percent = (part: number | undefined): string => (part === undefined ? '-' : `${(100 * part).toFixed(1)} %`);
