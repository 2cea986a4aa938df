import { classifyFailure } from '../../analysis/classify-failure.ts';
import type {
  Explanation,
  FailureKind,
  Judgement,
  TestingAges,
  Verdict,
  VersionsUnderTest,
} from '../../../typings/verdict.ts';

/** A failure in the published document. */
export interface FailureDocument {
  readonly flight: number;
  readonly job: string;
  readonly stepno: number | null;
  readonly testid: string;
  readonly status: string;
  readonly kind: FailureKind;
  readonly blocker: string | null;
  readonly summary: string;
  readonly passedIn: number | null;
  readonly explanation: Explanation;
}

/** A judgement as data; its schema is docs/judgement.schema.json. */
export interface JudgementDocument {
  readonly format: 'osstest-judgement-1';
  readonly flight: number;
  readonly branch: string;
  readonly blessing: string;
  readonly intended: string | null;
  /** ISO 8601; null: not started. */
  readonly startedAt: string | null;
  readonly judgedAt: string;
  readonly versions: VersionsUnderTest;
  readonly verdict: Verdict;
  /** Whether the revisions may be published. */
  readonly tolerable: boolean;
  readonly outcome: string;
  readonly jobs: Readonly<Record<string, string>>;
  readonly failures: readonly FailureDocument[];
  readonly partners: readonly number[];
  readonly ages: TestingAges | null;
}

/** Returns a judgement as plain data for JSON. */
export function toJudgementDocument(judgement: Judgement): JudgementDocument {
  const { evidence, verdict, outcome, failures, partners } = judgement;
  const { subject, versions, judgedAt, ages } = evidence;
  return {
    format: 'osstest-judgement-1',
    flight: subject.flight,
    branch: subject.branch,
    blessing: subject.blessing,
    intended: subject.intended,
    startedAt: subject.startedAt?.toISOString() ?? null,
    judgedAt: judgedAt.toISOString(),
    versions,
    verdict,
    tolerable: verdict === 'tolerable' || verdict === 'perfect',
    outcome,
    jobs: Object.fromEntries(subject.jobs.map(({ job, status }) => [job, status])),
    failures: failures.map((failure) => ({ kind: classifyFailure(failure, versions), ...failure })),
    partners,
    ages,
  };
}
