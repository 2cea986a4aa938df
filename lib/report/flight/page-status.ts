import type { JobStatus, StepStatus } from '../../../typings/status.ts';
import { fragment, type Html } from '../html/page-html.ts';

export type AnyStatus = JobStatus | StepStatus;

/** A sign a status, so that none is told by its colour alone; none that a phone would show as a picture. */
const SYMBOLS: Readonly<Record<AnyStatus, string>> = {
  pass: '✓',
  fail: '✗',
  broken: '!',
  blocked: '⊘',
  aborted: '■',
  starved: '∅',
  skip: '–',
  running: '▸',
  preparing: '▸',
  queued: '○',
  retriable: '○',
  play: '○',
  stopped: '□',
};

/** In this order, what has to be looked at first; the last ones are consequences of others. */
export const STATUS_ORDER: readonly AnyStatus[] = [
  'fail',
  'broken',
  'aborted',
  'starved',
  'blocked',
  'running',
  'preparing',
  'queued',
  'retriable',
  'play',
  'stopped',
  'skip',
  'pass',
];

const NOT_PASSED: ReadonlySet<AnyStatus> = new Set(['fail', 'broken', 'aborted', 'starved', 'blocked']);

/** Whether it ended in another way than well. */
export const isBad = (status: AnyStatus): boolean => NOT_PASSED.has(status);
/** Whether it has ended. */
export const isFinal = (status: AnyStatus): boolean => isBad(status) || status === 'pass' || status === 'skip';

// a database of the original may hold a status that we do not know
export const symbolOf = (status: AnyStatus): string => SYMBOLS[status] ?? '?';
const classOf = (status: AnyStatus): string => (status in SYMBOLS ? status : 'unknown');

/** The status as a sign with its word. */
export const statusBadge = (status: AnyStatus): Html =>
  fragment`<span class="st ${classOf(status)}"><span aria-hidden="true">${symbolOf(status)}</span> ${status}</span>`;

/** Statuses with how often they occur, worst first. */
export function countStatuses(statuses: readonly AnyStatus[]): readonly (readonly [AnyStatus, number])[] {
  const counts = new Map<AnyStatus, number>();
  for (const status of statuses) counts.set(status, (counts.get(status) ?? 0) + 1);
  return [...counts].sort(([a], [b]) => rank(a) - rank(b));
}

/** Position in {@link STATUS_ORDER}; unknown ones first. */
export const rank = (status: AnyStatus): number => STATUS_ORDER.indexOf(status);
