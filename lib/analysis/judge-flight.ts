import type { Evidence, FlightEvidence, JudgedFailure, Judgement, Verdict } from '../../typings/verdict.ts';
import type { AllowPattern } from './allow-patterns.ts';
import { describeOutcome } from './describe-outcome.ts';
import { indexEvidence, type EvidenceIndex } from './evidence-index.ts';
import { judgeFailure, type JudgeContext } from './judge-failure.ts';

/**
 * Judges a flight by the history of its branch, exactly as the original of 2015.
 *
 * It also judges each flight with the same revisions in which a failing test passed. The failures of all of them
 * together decide whether these revisions may be published.
 *
 * @param evidence - From `collectEvidence`; the order of rows makes no difference.
 * @param allow - Regressions to allow, from {@link parseAllowPatterns}.
 *
 * Never throws.
 */
export function judgeFlight(evidence: Evidence, allow: readonly AllowPattern[] = []): Judgement {
  const index = indexEvidence(evidence);
  const seekIntermittent = Object.keys(evidence.versions.this).length > 0;
  const { failures, partners } = judgeWithPartners({ index, allow, seekIntermittent }, evidence.subject);
  const verdict = decideVerdict(failures);
  return { evidence, verdict, outcome: describe(evidence.subject, verdict), failures, partners };
}

/** Judges a flight, then each flight in which one of its failures passed, and so on; each flight once. */
function judgeWithPartners(context: JudgeContext, subject: FlightEvidence) {
  const judged = new Set<number>();
  const failures: JudgedFailure[] = [];
  const visit = (flight: FlightEvidence): void => {
    judged.add(flight.flight);
    const own = context.index.failuresOf(flight).map((failure) => judgeFailure(context, flight.flight, failure));
    failures.push(...own);
    for (const partner of notedPartners(context.index, own)) {
      if (!judged.has(partner.flight)) visit(partner);
    }
  };
  visit(subject);
  return { failures, partners: [...judged].slice(1) };
}

function notedPartners(index: EvidenceIndex, failures: readonly JudgedFailure[]): FlightEvidence[] {
  const noted = new Set(failures.flatMap(({ passedIn }) => (passedIn === null ? [] : [passedIn])));
  return [...noted].flatMap((flight) => index.partner(flight) ?? []);
}

function decideVerdict(failures: readonly JudgedFailure[]): Verdict {
  if (failures.length === 0) return 'perfect';
  if (failures.some(({ blocker }) => blocker === 'regression')) return 'regressions';
  return failures.every(({ blocker }) => blocker === null) ? 'tolerable' : 'problems';
}

const OUTCOME_PREFIX = { perfect: '', tolerable: 'tolerable ', regressions: 'regressions - ', problems: '' } as const;

const describe = (subject: FlightEvidence, verdict: Verdict): string =>
  OUTCOME_PREFIX[verdict] + describeOutcome(subject.jobs.map(({ status }) => status));
