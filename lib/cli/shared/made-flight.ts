import type { MadePlan } from '../../flight/make/make-flight.ts';

/** Formats a new flight: the number alone on the first line, for scripts, then the number of jobs. */
export function formatMadeFlight({ flight, jobs, leftOut }: MadePlan & { readonly flight: number | null }): string {
  const count = (n: number): string => `${n} job${n === 1 ? '' : 's'}`;
  return [
    ...(flight === null ? [] : [String(flight)]),
    `${count(jobs.length)}${leftOut.length === 0 ? '' : `, ${leftOut.length} left out (--json has the reasons)`}`,
  ].join('\n');
}
