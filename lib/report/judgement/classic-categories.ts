import { classifyFailure } from '../../analysis/classify-failure.ts';
import { compareBytewise } from '../../util/order.ts';
import type { FailureKind, JudgedFailure, Judgement } from '../../../typings/verdict.ts';
import { describeFailure } from './classic-line.ts';

/** A section of the classic report. */
export interface ClassicCategory {
  readonly kind: FailureKind;
  readonly heading: readonly string[];
}

/** A failure in the report with its section. */
export interface ClassicEntry {
  readonly failure: JudgedFailure;
  readonly category: ClassicCategory;
}

const NOT_RUN = 'including tests which could not be run:';

/** The sections in the order of the report. */
export const CLASSIC_CATEGORIES: readonly ClassicCategory[] = [
  { kind: 'fail', heading: ['Tests which did not succeed,', NOT_RUN] },
  { kind: 'regression', heading: ['Tests which did not succeed and are blocking,', NOT_RUN] },
  { kind: 'heisenbug', heading: ['Tests which are failing intermittently (not blocking):'] },
  { kind: 'allowable', heading: ['Regressions which are regarded as allowable (not blocking):'] },
  { kind: 'nonblocking', heading: ['Tests which did not succeed, but are not blocking:'] },
];

/**
 * The failures that count as allowable. `mails`, as in the mails of 2020 to 2023: only failures that a pattern allows.
 * `2015`, as in the original of that year: also failures that the baseline excuses.
 */
export type ClassicPlacement = 'mails' | '2015';

/**
 * Sorts the failures into categories, in the order of the report within each.
 *
 * A second failure of the same test is included only if its category is later than that of the first.
 */
export function categorizeFailures(
  { evidence, failures }: Judgement,
  placement: ClassicPlacement = 'mails',
): ClassicEntry[] {
  const places = new Map<string, number>();
  const entries = failures.flatMap((failure): ClassicEntry[] => {
    const test = `${failure.job} ${failure.testid}`;
    const kind = classifyFailure(failure, evidence.versions);
    const place = placeOf2015(failure, kind);
    if (place <= (places.get(test) ?? -1)) return [];
    places.set(test, place);
    const category = CLASSIC_CATEGORIES[placement === '2015' ? place : placeOf(kind)];
    return category === undefined ? [] : [{ failure, category }];
  });
  const subject = evidence.subject.flight;
  return entries.sort((a, b) =>
    compareBytewise(describeFailure(a.failure, subject), describeFailure(b.failure, subject)),
  );
}

const placeOf = (kind: FailureKind): number => CLASSIC_CATEGORIES.findIndex((category) => category.kind === kind);

/**
 * Returns the category by the rules of 2015, where excused failures count as allowable; it decides on second failures.
 */
function placeOf2015(failure: JudgedFailure, kind: FailureKind): number {
  const { rule } = failure.explanation;
  const excused = rule === 'like-baseline' || rule === 'untested';
  return placeOf(kind === 'nonblocking' && excused ? 'allowable' : kind);
}
