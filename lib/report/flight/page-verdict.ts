import type { JudgedFailure, Judgement, VerdictRule } from '../../../typings/verdict.ts';
import { fragment, type Html } from '../html/page-html.ts';
import { toLine } from '../html/visible-text.ts';

/** The verdict on a failure as the page shows it. */
export interface PageVerdict {
  /** One of {@link RULE_WORDS}. */
  readonly word: string;
  readonly blocks: boolean;
  /** One sentence with the flights that were compared and the reason of the verdict. */
  readonly text: string;
}

/** Returns the verdict on a step, or on a job as a whole (`stepno` null). */
export type VerdictOf = (job: string, stepno: number | null) => PageVerdict | null;

/** One word per rule, the most important first. */
const RULE_WORDS: Readonly<Record<VerdictRule, string>> = {
  regression: 'regression',
  'other-status': 'not tested',
  running: 'not ended',
  'none-executed': 'nothing ran',
  blocked: 'blocked',
  heisenbug: 'intermittent',
  allowed: 'allowed',
  untested: 'new',
  'never-passed': 'never passed',
  'like-baseline': 'as before',
};
const ORDER = Object.values(RULE_WORDS);

/**
 * Returns a function that finds the verdicts of a judgement.
 *
 * @param judgement - null: the flight was not judged.
 */
export function readVerdicts(judgement: Judgement | null): VerdictOf {
  const flight = judgement?.evidence.subject.flight;
  const own = (judgement?.failures ?? []).filter((failure) => failure.flight === flight);
  const byStep = new Map(own.map((failure) => [JSON.stringify([failure.job, failure.stepno]), toVerdict(failure)]));
  return (job, stepno) => byStep.get(JSON.stringify([job, stepno])) ?? null;
}

const toVerdict = ({ blocker, explanation }: JudgedFailure): PageVerdict => ({
  word: RULE_WORDS[explanation.rule],
  blocks: blocker !== null,
  text: toLine(explanation.text),
});

/** Returns the verdict as a word with the reason as its title; blocking verdicts are highlighted. */
export const verdictTag = (verdict: PageVerdict | null): Html | null =>
  verdict === null
    ? null
    : fragment` <em class="verdict${verdict.blocks ? ' blocks' : ''}" title="${verdict.text}">${verdict.word}</em>`;

/** Returns verdicts with their numbers of jobs, in the order of {@link RULE_WORDS}. */
export function countVerdicts(jobs: readonly (readonly PageVerdict[])[]): readonly (readonly [string, number])[] {
  const counts = new Map<string, number>();
  for (const verdicts of jobs) {
    for (const word of new Set(verdicts.map((verdict) => verdict.word))) counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  return [...counts].sort(([a], [b]) => ORDER.indexOf(a) - ORDER.indexOf(b));
}
