import { classifyFailure } from '../../analysis/classify-failure.ts';
import { groupBy } from '../../util/order.ts';
import type { FlightStep } from '../../../typings/history.ts';
import type { FailureKind, JudgedFailure, Judgement } from '../../../typings/verdict.ts';

/** A step of the judged flight, or a job without a failed step, as a case of a format for test results. */
export interface ResultCase {
  readonly job: string;
  readonly name: string;
  readonly status: string;
  readonly durationMs: number | null;
  /** null: the case passed. */
  readonly failure: { readonly kind: FailureKind; readonly text: string; readonly blocks: boolean } | null;
}

/** Returns the results of the judged flight by job, in the order of steps. */
export function listResultCases({ evidence, failures }: Judgement, steps: readonly FlightStep[]): ResultCase[] {
  const { subject, versions } = evidence;
  const own = failures.filter(({ flight }) => flight === subject.flight);
  const judged = new Map(own.map((failure) => [`${failure.job} ${failure.stepno}`, failure]));
  const describe = (failure: JudgedFailure | undefined): ResultCase['failure'] =>
    failure === undefined
      ? null
      : {
          kind: classifyFailure(failure, versions),
          text: [failure.summary, failure.explanation.text].filter((part) => part !== '').join(': '),
          blocks: failure.blocker !== null,
        };
  const byJob = groupBy(steps, ({ job }) => job);
  return subject.jobs.flatMap(({ job, status }) => {
    const ofSteps = (byJob.get(job) ?? []).map(({ stepno, testid, status: ended, durationMs }) => {
      return { job, name: testid, status: ended, durationMs, failure: describe(judged.get(`${job} ${stepno}`)) };
    });
    const whole = judged.get(`${job} null`);
    return whole === undefined
      ? ofSteps
      : [...ofSteps, { job, name: whole.testid, status, durationMs: null, failure: describe(whole) }];
  });
}
