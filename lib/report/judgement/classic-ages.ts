import { formatTime } from '../../util/format-time.ts';
import type { Evidence, TestedAge } from '../../../typings/verdict.ts';

const DAY_MS = 86_400_000;

/** Returns a line each about the tests of the baseline and of the revision under test; none if they are unknown. */
export function ageLines({ ages, judgedAt }: Evidence): string[] {
  if (ages === null) return [];
  const { basis, firstAfter, firstSame } = ages;
  const failing = firstAfter?.flight === firstSame?.flight ? [] : [failingSince(ages, judgedAt)];
  return [
    '',
    label('Last test of basis') + (basis === null ? ` ${'(not found)'.padStart(34)}     ` : since(basis, judgedAt)),
    ...failing,
    label('Testing same since') + since(firstSame, judgedAt) + attempts(ages.attemptsSame),
  ];
}

function failingSince({ basis, firstAfter, attemptsAfter }: NonNullable<Evidence['ages']>, judgedAt: Date): string {
  return label('Failing since') + since(firstAfter, judgedAt) + (basis === null ? '' : attempts(attemptsAfter));
}

const label = (text: string): string => text.padEnd(20);
const attempts = (count: number): string => ` ${`${count}`.padStart(4)} attempts`;

/** Formats a flight with its age; a missing flight is flight 0 of 1970, as in the original. */
function since(age: TestedAge | null, judgedAt: Date): string {
  const startedAt = age?.startedAt ?? new Date(0);
  const days = Math.floor((judgedAt.getTime() - startedAt.getTime()) / DAY_MS);
  return ` ${`${age?.flight ?? 0}`.padStart(6)}  ${formatTime(startedAt)} ${`${days}`.padStart(4)} days`;
}
