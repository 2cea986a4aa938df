import type { EventContext, LabEvent } from '../../../typings/events.ts';
import { stripSequences } from '../../util/terminal-text.ts';
import { formatDuration } from '../../util/units.ts';

/** Returns untrusted text as one plain line, without control characters and line ends. */
export const oneLine = (text: string): string =>
  stripSequences(text)
    // eslint-disable-next-line no-control-regex -- these must not reach a terminal
    .replaceAll(/[\u0000-\u001f\u007f-\u009f]+/g, ' ')
    .trim();

/** Returns at most `columns` characters, with a mark where text was cut. */
export function truncate(text: string, columns: number): string {
  const characters = Array.from(text);
  return characters.length <= columns ? text : `${characters.slice(0, Math.max(columns - 1, 0)).join('')}…`;
}

/** Returns the name of an event's job, such as `1234.test-amd64-xl`; `osstest` for an event without a job. */
export const jobName = ({ flight, job }: EventContext): string =>
  flight === undefined ? 'osstest' : `${flight}${job === undefined ? '' : `.${job}`}`;

/** Formats an elapsed time: `0:42`, `1:02:03`. */
export function formatElapsed(ms: number): string {
  const total = Math.max(0, Math.floor(ms / 1000));
  const pad = (n: number): string => String(n).padStart(2, '0');
  const [hours, minutes, seconds] = [Math.floor(total / 3600), Math.floor(total / 60) % 60, total % 60];
  return hours > 0 ? `${hours}:${pad(minutes)}:${pad(seconds)}` : `${minutes}:${pad(seconds)}`;
}

/** Describes an event in one line, without time and job; null: the event is not shown. */
export function describeEvent(event: LabEvent): string | null {
  switch (event.kind) {
    case 'job-started':
      return `started, recipe ${event.recipe}${formatUsual(event.expectedMs)}`;
    case 'job-status':
      return null; // the events of the steps and the end show it
    case 'job-finished':
      return `${event.status} after ${formatDuration(event.durationMs)}${formatReason(event.reason)}`;
    case 'started':
      return `started${formatUsual(event.expectedMs)}`;
    case 'finished':
      return `${event.status} (${formatDuration(event.durationMs)})${formatReason(event.reason)}`;
    case 'progress':
      return oneLine(event.message);
    case 'power':
      return `power ${event.action}`;
    case 'cleanup-failed':
      return `cleaning up ${oneLine(event.subject)} failed: ${oneLine(event.message)}`;
    case 'command-started':
    case 'command-finished':
    case 'output':
    case 'runvar':
    case 'stashed':
      return null;
    default:
      return event satisfies never;
  }
}

const formatUsual = (ms: number | undefined): string => (ms === undefined ? '' : `, usually ${formatDuration(ms)}`);

const formatReason = (reason: string | null): string =>
  reason === null || reason === '' ? '' : `: ${oneLine(reason)}`;

/** Returns the step and host of an event, such as `guest-start(7) qemu0`. */
export const placeOf = ({ testid, host }: EventContext): string =>
  [testid, host].flatMap((part) => (part === undefined ? [] : [oneLine(part)])).join(' ');

/** Formats an event as a line of a log; null: the event is not shown. */
export function logLine(event: LabEvent): string | null {
  const text = describeEvent(event);
  if (text === null) return null;
  const place = placeOf(event);
  return `${event.at.toISOString().slice(0, 19)}Z ${jobName(event)}${place === '' ? '' : ` ${place}`}: ${text}`;
}
