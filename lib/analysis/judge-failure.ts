import type { ComparedFlight, Comparison, Explanation, Failure, JudgedFailure } from '../../typings/verdict.ts';
import { findAllowPattern, type AllowPattern } from './allow-patterns.ts';
import { compareWithBaseline, mayBeIntermittent } from './compare-with-baseline.ts';
import type { EvidenceIndex } from './evidence-index.ts';

/** What the judgement of a failure needs beside the failure. */
export interface JudgeContext {
  readonly index: EvidenceIndex;
  readonly allow: readonly AllowPattern[];
  /** Whether the request names revisions under test. Without them no failure counts as intermittent. */
  readonly seekIntermittent: boolean;
}

type Decision = Pick<JudgedFailure, 'blocker' | 'summary' | 'passedIn'> & {
  readonly explanation: Pick<Explanation, 'rule' | 'text'> & Partial<Explanation>;
};

/**
 * Judges one failure of `flight`: the first rule that applies decides.
 *
 * Source: the rules of the original's report of 2015.
 */
export function judgeFailure(context: JudgeContext, flight: number, failure: Failure): JudgedFailure {
  const { explanation, ...decision } = judgeByStatus(failure) ?? judgeByHistory(context, flight, failure);
  const lastPass = context.index.lastPass(failure) ?? null;
  return {
    ...failure,
    flight,
    ...decision,
    explanation: { comparisons: [], decidedBy: null, allowedBy: null, lastPass, ...explanation },
  };
}

function judgeByStatus({ stepno, status }: Failure): Decision | null {
  const decide = (blocker: string | null, summary: string, rule: Explanation['rule'], text: string): Decision => ({
    blocker,
    summary,
    passedIn: null,
    explanation: { rule, text },
  });
  if (stepno === null)
    return decide('broken', '', 'none-executed', `the job is ${status}, and none of its steps failed`);
  if (status === 'blocked') return decide(null, 'n/a', 'blocked', 'a job that it needs did not succeed');
  if (status === 'running') return decide('unfinished', '', 'running', 'it has not ended');
  if (status === 'fail' || status === 'broken') return null;
  return decide(
    'broken',
    `[st=${status}!]`,
    'other-status',
    `it ended as ${status}, which does not depend on the tested software`,
  );
}

function judgeByHistory(context: JudgeContext, flight: number, failure: Failure): Decision {
  const { index } = context;
  if (index.lastPass(failure) === undefined) {
    const explanation = { rule: 'never-passed', text: 'no flight of this branch ever passed it' } as const;
    return { blocker: null, summary: 'never pass', passedIn: null, explanation };
  }
  const others = (match: 'matchesThis' | 'matchesThat') =>
    index.flightsWith(failure.job, match).filter((other) => other.flight !== flight);
  const statusIn = (other: number) => index.statusIn(other, failure);
  const { comparisons, decisive } = compareWithBaseline(failure, others('matchesThat'), statusIn);
  if (decisive === null) {
    const explanation = { rule: 'untested', text: 'no flight of the baseline has this job' } as const;
    return { blocker: null, summary: 'baseline untested', passedIn: null, explanation };
  }
  if (decisive.finding !== 'passed') return likeBaseline(comparisons, decisive);
  const passedIn =
    context.seekIntermittent && mayBeIntermittent(decisive)
      ? others('matchesThis').find((other) => statusIn(other.flight) === 'pass')
      : undefined;
  if (passedIn !== undefined) return intermittent(comparisons, passedIn);
  return regression(context, failure, comparisons, decisive);
}

const LIKE_BASELINE = {
  like: ['like', 'it did the same in the baseline'],
  failed: ['failed in', 'it failed in the baseline as well'],
  absent: ['blocked in', 'it did not run in the baseline, although its job did'],
} as const;

function likeBaseline(comparisons: readonly Comparison[], decisive: Comparison): Decision {
  const { finding, status, flight } = decisive;
  const [words, text] =
    finding === 'like' || finding === 'failed' || finding === 'absent'
      ? LIKE_BASELINE[finding]
      : [`${status} in`, `it was ${status} in the baseline`];
  return {
    blocker: null,
    summary: `${words} ${nameFlight(decisive)}`,
    passedIn: null,
    explanation: { rule: 'like-baseline', text: `${text} (${flight})`, comparisons, decidedBy: flight },
  };
}

function intermittent(comparisons: readonly Comparison[], passedIn: ComparedFlight): Decision {
  const { flight } = passedIn;
  const text = `it passed in ${flight}, which tested the same revisions`;
  return {
    blocker: null,
    summary: `pass in ${nameFlight(passedIn)}`,
    passedIn: flight,
    explanation: { rule: 'heisenbug', text, comparisons, decidedBy: flight },
  };
}

function regression(
  context: JudgeContext,
  failure: Failure,
  comparisons: readonly Comparison[],
  decisive: Comparison,
): Decision {
  const pattern = findAllowPattern(context.allow, failure.job, failure.testid);
  const summary = `REGR. vs. ${nameFlight(decisive)}`;
  const passed = `it passed in the baseline (${decisive.flight})`;
  const common = { comparisons, decidedBy: decisive.flight };
  if (pattern !== null) {
    const text = `${passed}, but "${pattern.text}" allows it`;
    const explanation = { ...common, rule: 'allowed', text, allowedBy: pattern.text } as const;
    return { blocker: null, summary, passedIn: null, explanation };
  }
  const blocker = failure.status === 'fail' ? 'regression' : failure.status;
  return { blocker, summary, passedIn: null, explanation: { ...common, rule: 'regression', text: passed } };
}

/** Names a flight with its blessing from the first dash on, such as `182980-retest`. */
function nameFlight({ flight, blessing }: { readonly flight: number; readonly blessing: string }): string {
  const dash = blessing.indexOf('-');
  return dash < 0 ? `${flight}` : `${flight}${blessing.slice(dash)}`;
}
