import type { Estimate } from '../../coordination/plan/estimate-start.ts';
import type { FittingHost, WaitExplanation } from '../../flight/forecast/explain-wait.ts';
import { formatMinute } from '../../util/format-time.ts';
import { formatDuration } from '../../util/units.ts';
import { formatTable } from './format-table.ts';

/** Formats the queue, with the bookings and the expected start of each waiting job. */
export const formatQueue = (waits: readonly WaitExplanation[], nowMs: number): string =>
  waits.length === 0
    ? 'The queue is empty.'
    : waits.flatMap((wait) => [formatHead(wait, nowMs), ...formatWishes(wait), formatStart(wait)]).join('\n');

/** Formats all reasons why one job waits. */
export function formatWait(wait: WaitExplanation, nowMs: number): string {
  return [formatHead(wait, nowMs), formatStart(wait), ...formatHosts(wait), ...formatAhead(wait, nowMs)].join('\n');
}

function formatHead({ waiter: { place, job, peer, sinceMs } }: WaitExplanation, nowMs: number): string {
  return `${place}. ${job ?? peer} (${peer}) waits ${formatDuration(Math.max(0, nowMs - sinceMs))}`;
}

const formatWishes = ({ waiter, hosts }: WaitExplanation): string[] =>
  waiter.wishes.map(({ reso, startMs }) => {
    const use = hosts?.find(({ name }) => `host ${name}` === reso)?.use;
    return `   ${reso}: booked for ${formatMinute(startMs)}${use === undefined ? '' : `; now ${use}`}`;
  });

function formatStart({ start }: WaitExplanation): string {
  if (start === null) return '   not planned yet';
  return `   expected to start ${formatEstimate(start)}${formatUnknown(start)}`;
}

function formatEstimate({ atMs, lowMs, highMs }: Estimate): string {
  return lowMs === highMs
    ? formatMinute(atMs)
    : `${formatMinute(atMs)} (${formatMinute(lowMs)} to ${formatMinute(highMs)})`;
}

const formatUnknown = ({ unknown }: Estimate): string =>
  unknown.length === 0 ? '' : `, if ${unknown.join(', ')} end as planned: no similar job has run`;

function formatHosts({ hosts }: WaitExplanation): string[] {
  if (hosts === null) return ['Its requirements are not in this database.'];
  if (hosts.length === 0) return ['The lab has no suitable host.'];
  const rows = hosts.map((host) => [
    `${host.isChosen ? '*' : ' '} ${host.name}`,
    host.until === null ? '-' : formatEstimate(host.until),
    formatNext(host),
    host.hold ?? host.use,
  ]);
  return ['Suitable hosts (* chosen):', formatTable(['  host', 'until', 'then', 'now'], rows)];
}

const formatNext = ({ next }: FittingHost): string =>
  next.map(({ who, startMs }) => `${who} ${formatMinute(startMs)}`).join(', ') || '-';

function formatAhead({ ahead }: WaitExplanation, nowMs: number): string[] {
  if (ahead.length === 0) return ['No job is ahead of it in the queue.'];
  const lines = ahead.map(({ waiter, rivals }) => {
    const since = formatDuration(Math.max(0, nowMs - waiter.sinceMs));
    const about = rivals.length === 0 ? '' : `; may take ${rivals.join(', ')}`;
    return `  ${waiter.place}. ${waiter.job ?? waiter.peer} waits ${since}${about}`;
  });
  return ['Ahead of it in the queue:', ...lines];
}

/** Returns a time, such as `2026-11-23 09:22 UTC`. */
