import { groupBy } from '../../util/order.ts';
import type { FailureKind, JudgedFailure, Judgement, Revisions, Verdict } from '../../../typings/verdict.ts';
import { categorizeFailures } from './classic-categories.ts';
import { baselineVersions } from './baseline-versions.ts';
import { sortedVersions } from './sorted-versions.ts';

/** The meaning of each verdict in words. */
export const VERDICT_WORDS: Readonly<Record<Verdict, string>> = {
  perfect: 'everything passed',
  tolerable: 'nothing that worked stopped working',
  regressions: 'something that worked does not work any more',
  problems: 'no regression, but not everything could be tested',
};

/** Kinds of failures with their headings, the most important first. */
export const JUDGEMENT_HEADINGS: readonly (readonly [FailureKind, string])[] = [
  ['regression', 'To act on'],
  ['fail', 'Failed'],
  ['heisenbug', 'Intermittent, passed with the same revisions'],
  ['allowable', 'Allowed'],
  ['nonblocking', 'As before'],
];

/** Formats a judgement as text: the failures by importance, each with the reason of its verdict. */
export function formatJudgement(judgement: Judgement): string {
  const { evidence, verdict, outcome } = judgement;
  const { subject, versions } = evidence;
  const kinds = groupBy(categorizeFailures(judgement), ({ category }) => category.kind);
  return [
    `${subject.flight} ${subject.branch}: ${verdict} (${outcome})`,
    `  ${VERDICT_WORDS[verdict]}`,
    ...versionLines('tested', versions.this),
    ...versionLines('baseline', baselineVersions(versions)),
    ...ageLine(judgement),
    ...JUDGEMENT_HEADINGS.flatMap(([kind, heading]) =>
      section(
        heading,
        (kinds.get(kind) ?? []).map(({ failure }) => failure),
        subject.flight,
      ),
    ),
  ].join('\n');
}

const versionLines = (label: string, revisions: Revisions): string[] =>
  sortedVersions(revisions).map(([tree, revision]) => `  ${label.padEnd(9)} ${tree} ${revision}`);

function ageLine({ evidence }: Judgement): string[] {
  const { ages } = evidence;
  if (ages === null || ages.firstSame === null) return [];
  const basis =
    ages.basis === null ? 'the baseline was never tested' : `the baseline was last tested in ${ages.basis.flight}`;
  return [`  attempt ${ages.attemptsSame} since ${ages.firstSame.flight}; ${basis}`];
}

function section(heading: string, failures: readonly JudgedFailure[], subject: number): string[] {
  if (failures.length === 0) return [];
  const rows = failures.map((failure) => ({
    job: failure.job,
    testid: failure.testid,
    rest: `${failure.status}${failure.flight === subject ? '' : ` in ${failure.flight}`}: ${failure.explanation.text}`,
  }));
  const jobWidth = Math.max(...rows.map(({ job }) => job.length));
  const testWidth = Math.max(...rows.map(({ testid }) => testid.length));
  const lines = rows.map(({ job, testid, rest }) => `  ${job.padEnd(jobWidth)}  ${testid.padEnd(testWidth)}  ${rest}`);
  return ['', `${heading} (${failures.length})`, ...lines];
}
