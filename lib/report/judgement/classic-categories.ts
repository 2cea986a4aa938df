import { classifyFailure } from '../../analysis/classify-failure.ts';
import { compareBytewise } from '../../util/order.ts';
import type { FailureKind, JudgedFailure, Judgement } from '../../../typings/verdict.ts';
import { describeFailure } from './classic-line.ts';

/** A part of the classic report. */
export interface ClassicCategory {
  readonly kind: FailureKind;
  readonly heading: readonly string[];
}

/** A failure that is shown, and where. */
export interface ClassicEntry {
  readonly failure: JudgedFailure;
  readonly category: ClassicCategory;
}

const NOT_RUN = 'including tests which could not be run:';

/** In the order of print. */
export const CLASSIC_CATEGORIES: readonly ClassicCategory[] = [
  { kind: 'fail', heading: ['Tests which did not succeed,', NOT_RUN] },
  { kind: 'regression', heading: ['Tests which did not succeed and are blocking,', NOT_RUN] },
  { kind: 'heisenbug', heading: ['Tests which are failing intermittently (not blocking):'] },
  { kind: 'allowable', heading: ['Regressions which are regarded as allowable (not blocking):'] },
  { kind: 'nonblocking', heading: ['Tests which did not succeed, but are not blocking:'] },
];

/**
 * What counts as allowable: `mails`, as in those of 2020 to 2023, what a pattern allowed and nothing else;
 * `2015`, as that original did, also what the baseline excuses.
 */
export type ClassicPlacement = 'mails' | '2015';

/**
 * Sorts the failures into categories, in the order of print within each.
 *
 * A test that stands in a category already is shown once more only if the second failure is of a later one.
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

/** The original of 2015 put all that the baseline excuses where only allowed failures stand now; doubles go by that. */
function placeOf2015(failure: JudgedFailure, kind: FailureKind): number {
  const { rule } = failure.explanation;
  const excused = rule === 'like-baseline' || rule === 'untested';
  return placeOf(kind === 'nonblocking' && excused ? 'allowable' : kind);
}
