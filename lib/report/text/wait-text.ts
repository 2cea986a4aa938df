import type { Estimate } from '../../coordination/plan/estimate-start.ts';
import type { FittingHost, WaitExplanation } from '../../flight/forecast/explain-wait.ts';
import { formatDuration } from '../../util/units.ts';
import { formatTable } from './format-table.ts';

/** Who waits in the queue: three lines for each. */
export const formatQueue = (waits: readonly WaitExplanation[], nowMs: number): string =>
  waits.length === 0
    ? 'Nobody waits.'
    : waits.flatMap((wait) => [formatHead(wait, nowMs), ...formatWishes(wait), formatStart(wait)]).join('\n');

/** Why one job waits, in full. */
export function formatWait(wait: WaitExplanation, nowMs: number): string {
  return [formatHead(wait, nowMs), formatStart(wait), ...formatHosts(wait), ...formatAhead(wait, nowMs)].join('\n');
}

function formatHead({ waiter: { place, job, peer, sinceMs } }: WaitExplanation, nowMs: number): string {
  return `${place}. ${job ?? peer} (${peer}) waits ${formatDuration(Math.max(0, nowMs - sinceMs))}`;
}

const formatWishes = ({ waiter, hosts }: WaitExplanation): string[] =>
  waiter.wishes.map(({ reso, startMs }) => {
    const use = hosts?.find(({ name }) => `host ${name}` === reso)?.use;
    return `   ${reso}: booked for ${formatTime(startMs)}${use === undefined ? '' : `; now ${use}`}`;
  });

function formatStart({ start }: WaitExplanation): string {
  if (start === null) return '   has not had its turn yet';
  return `   expected to start ${formatEstimate(start)}${formatUnknown(start)}`;
}

function formatEstimate({ atMs, lowMs, highMs }: Estimate): string {
  return lowMs === highMs ? formatTime(atMs) : `${formatTime(atMs)} (${formatTime(lowMs)} to ${formatTime(highMs)})`;
}

const formatUnknown = ({ unknown }: Estimate): string =>
  unknown.length === 0 ? '' : `, if ${unknown.join(', ')} end as planned: nothing like them has run`;

function formatHosts({ hosts }: WaitExplanation): string[] {
  if (hosts === null) return ['What it needs is not in this database.'];
  if (hosts.length === 0) return ['The lab has no host that would do.'];
  const rows = hosts.map((host) => [
    `${host.isChosen ? '*' : ' '} ${host.name}`,
    host.until === null ? '-' : formatEstimate(host.until),
    formatNext(host),
    host.hold ?? host.use,
  ]);
  return ['Hosts that would do (* chosen):', formatTable(['  host', 'until', 'then', 'now'], rows)];
}

const formatNext = ({ next }: FittingHost): string =>
  next.map(({ who, startMs }) => `${who} ${formatTime(startMs)}`).join(', ') || '-';

function formatAhead({ ahead }: WaitExplanation, nowMs: number): string[] {
  if (ahead.length === 0) return ['Nobody is ahead of it in the queue.'];
  const lines = ahead.map(({ waiter, rivals }) => {
    const since = formatDuration(Math.max(0, nowMs - waiter.sinceMs));
    const about = rivals.length === 0 ? '' : `; may take ${rivals.join(', ')}`;
    return `  ${waiter.place}. ${waiter.job ?? waiter.peer} waits ${since}${about}`;
  });
  return ['Ahead of it in the queue:', ...lines];
}

/** `2026-11-23 09:22 UTC`. */
const formatTime = (ms: number): string => `${new Date(ms).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
