import { stripVTControlCharacters } from 'node:util';
import type { EventContext, LabEvent } from '../../../typings/events.ts';
import { formatDuration } from '../../util/units.ts';

/** One line of plain text whatever came from a host: no control characters, no line ends. */
export const oneLine = (text: string): string =>
  stripVTControlCharacters(text)
    // eslint-disable-next-line no-control-regex -- these are what must not reach a terminal
    .replaceAll(/[\u0000-\u001f\u007f-\u009f]+/g, ' ')
    .trim();

/** At most `columns` characters, with a mark where something was cut. */
export function fit(text: string, columns: number): string {
  const characters = Array.from(text);
  return characters.length <= columns ? text : `${characters.slice(0, Math.max(columns - 1, 0)).join('')}…`;
}

/** `1234.test-amd64-xl`, or `osstest` for what belongs to no job. */
export const jobName = ({ flight, job }: EventContext): string =>
  flight === undefined ? 'osstest' : `${flight}${job === undefined ? '' : `.${job}`}`;

/** A clock that runs: `0:42`, `1:02:03`. */
export function formatElapsed(ms: number): string {
  const total = Math.max(0, Math.floor(ms / 1000));
  const pad = (n: number): string => String(n).padStart(2, '0');
  const [hours, minutes, seconds] = [Math.floor(total / 3600), Math.floor(total / 60) % 60, total % 60];
  return hours > 0 ? `${hours}:${pad(minutes)}:${pad(seconds)}` : `${minutes}:${pad(seconds)}`;
}

/** What an event says to people, in one line without time and job; null: it is not for them. */
export function describeEvent(event: LabEvent): string | null {
  switch (event.kind) {
    case 'job-started':
      return `started, recipe ${event.recipe}${usually(event.expectedMs)}`;
    case 'job-status':
      return null; // the steps and the end tell it
    case 'job-finished':
      return `${event.status} after ${formatDuration(event.durationMs)}${because(event.reason)}`;
    case 'started':
      return `started${usually(event.expectedMs)}`;
    case 'finished':
      return `${event.status} (${formatDuration(event.durationMs)})${because(event.reason)}`;
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

const usually = (ms: number | undefined): string => (ms === undefined ? '' : `, usually ${formatDuration(ms)}`);

const because = (reason: string | null): string => (reason === null || reason === '' ? '' : `: ${oneLine(reason)}`);

/** `guest-start(7) qemu0`: which step, on which host. */
export const placeOf = ({ testid, host }: EventContext): string =>
  [testid, host].flatMap((part) => (part === undefined ? [] : [oneLine(part)])).join(' ');

/** One event as a line of a log; null: it is not for people. */
export function logLine(event: LabEvent): string | null {
  const text = describeEvent(event);
  if (text === null) return null;
  const place = placeOf(event);
  return `${event.at.toISOString().slice(0, 19)}Z ${jobName(event)}${place === '' ? '' : ` ${place}`}: ${text}`;
}
