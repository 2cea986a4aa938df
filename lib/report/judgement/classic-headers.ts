import { hasBaseline } from '../../analysis/classify-failure.ts';
import type { Judgement, Revisions } from '../../../typings/verdict.ts';
import { categorizeFailures, CLASSIC_CATEGORIES, type ClassicPlacement } from './classic-categories.ts';
import { baselineVersions } from './baseline-versions.ts';
import { sortedVersions } from './sorted-versions.ts';

/** Returns names and values of the header lines that programs read; each value has a line of its own. */
export function classicHeaderLines(
  judgement: Judgement,
  placement?: ClassicPlacement,
): readonly { readonly name: string; readonly values: readonly string[] }[] {
  const { subject, versions } = judgement.evidence;
  const entries = categorizeFailures(judgement, placement);
  const failures = CLASSIC_CATEGORIES.flatMap((category) =>
    entries
      .filter((entry) => entry.category === category)
      .map(({ failure }) => [subject.branch, failure.job, failure.testid, failure.status, category.kind].join(':')),
  );
  return [
    ...(failures.length === 0 ? [] : [{ name: 'X-Osstest-Failures', values: failures }]),
    { name: 'X-Osstest-Versions-This', values: pairs(versions.this) },
    ...(hasBaseline(versions) ? [{ name: 'X-Osstest-Versions-That', values: pairs(baselineVersions(versions)) }] : []),
  ];
}

const pairs = (revisions: Revisions): string[] =>
  sortedVersions(revisions).map(([tree, revision]) => `${tree}=${revision}`);

/** Returns the header lines as headers of a mail, with values separated by spaces. */
export const classicHeaders = (judgement: Judgement): Record<string, string> =>
  Object.fromEntries(classicHeaderLines(judgement).map(({ name, values }) => [name, values.join(' ')]));
