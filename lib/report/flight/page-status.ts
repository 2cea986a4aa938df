import type { JobStatus, StepStatus } from '../../../typings/status.ts';
import { fragment, type Html } from '../html/page-html.ts';

export type AnyStatus = JobStatus | StepStatus;

/** One sign per status, so that readers do not depend on colours; phones show none of these characters as a picture. */
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

/** Statuses from the most to the least urgent; later failures are consequences of earlier ones. */
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

/** Returns whether the status is a failure. */
export const isBad = (status: AnyStatus): boolean => NOT_PASSED.has(status);
/** Returns whether a job or step with this status has ended. */
export const isFinal = (status: AnyStatus): boolean => isBad(status) || status === 'pass' || status === 'skip';

// a database of the original may contain an unknown status
export const symbolOf = (status: AnyStatus): string => SYMBOLS[status] ?? '?';
const classOf = (status: AnyStatus): string => (status in SYMBOLS ? status : 'unknown');

/** Returns the status as a sign with its word. */
export const statusBadge = (status: AnyStatus): Html =>
  fragment`<span class="st ${classOf(status)}"><span aria-hidden="true">${symbolOf(status)}</span> ${status}</span>`;

/** Returns statuses with their numbers of occurrences, worst first. */
export function countStatuses(statuses: readonly AnyStatus[]): readonly (readonly [AnyStatus, number])[] {
  const counts = new Map<AnyStatus, number>();
  for (const status of statuses) counts.set(status, (counts.get(status) ?? 0) + 1);
  return [...counts].sort(([a], [b]) => rank(a) - rank(b));
}

/** Returns the position in {@link STATUS_ORDER}; -1, which sorts first, for an unknown status. */
export const rank = (status: AnyStatus): number => STATUS_ORDER.indexOf(status);
