import type { Runvars } from '../../../typings/flight.ts';
import { UsageError } from '../../errors/usage-error.ts';

/** The changes of a command line to the runvars of one job. */
export interface RunvarChanges {
  readonly set: Runvars;
  readonly unset: readonly string[];
  /** The word `disable`: the job is not created. */
  readonly disabled: boolean;
}

/**
 * Reads the words `NAME=VALUE`, `!NAME` (removes the runvar) and `disable`.
 *
 * @throws UsageError (`USAGE`, blame operator)
 *
 * Source: osstest cs-job-create.
 */
export function parseRunvarChanges(words: readonly string[]): RunvarChanges {
  const set: Record<string, string> = {};
  const unset = new Set<string>();
  for (const word of words) {
    const [, name, value] = /^([A-Za-z0-9_]+)=(.*)$/s.exec(word) ?? [];
    if (name !== undefined) set[name] = value ?? '';
    else if (/^![A-Za-z0-9_]+$/.test(word)) unset.add(word.slice(1));
    else if (word !== 'disable') throw new UsageError(`"${word}": write NAME=VALUE, !NAME or disable`);
  }
  const kept = Object.entries(set).filter(([name]) => !unset.has(name));
  return { set: Object.fromEntries(kept), unset: [...unset], disabled: words.includes('disable') };
}

/** Reads `FLIGHT.JOB`. @throws UsageError (`USAGE`, blame operator) */
export function parseJobName(text: string): { readonly flight: number; readonly job: string } {
  const [, flight, job] = /^([1-9]\d{0,8})\.(.+)$/.exec(text) ?? [];
  if (job === undefined) throw new UsageError(`"${text}": write FLIGHT.JOB, such as 77.build-amd64`);
  return { flight: Number(flight), job };
}
