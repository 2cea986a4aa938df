import type { ComparedFlight, Comparison, Failure } from '../../typings/verdict.ts';
import type { StepStatus } from '../../typings/status.ts';

/** The result of a failure's comparison with the baseline. */
export interface BaselineFinding {
  readonly comparisons: readonly Comparison[];
  /** The flight with the greatest weight, and the first of equal ones; null: no flight of the baseline has the job. */
  readonly decisive: Comparison | null;
}

/** The weight of a pass in a build is the greatest, since nothing could be compared without the build. */
const BUILD_PASSED_WEIGHT = 600;

/**
 * Compares a failure with every flight of the baseline that has the job.
 *
 * @param flights - In the order of comparison.
 * @param statusIn - Returns the status of the same job and testid in a flight; undefined: it did not run there.
 */
export function compareWithBaseline(
  failure: Failure,
  flights: readonly ComparedFlight[],
  statusIn: (flight: number) => StepStatus | undefined,
): BaselineFinding {
  const comparisons = flights.map(({ flight, blessing }): Comparison => {
    const status = statusIn(flight) ?? null;
    return { flight, blessing, status, ...weigh(failure, status) };
  });
  let decisive: Comparison | null = null;
  for (const comparison of comparisons) {
    if (decisive === null || comparison.weight > decisive.weight) decisive = comparison;
  }
  return { comparisons, decisive };
}

function weigh(failure: Failure, status: StepStatus | null): Pick<Comparison, 'finding' | 'weight'> {
  if (status === null) return { finding: 'absent', weight: 50 };
  if (status === failure.status) return { finding: 'like', weight: 190 };
  if (status === 'fail') return { finding: 'failed', weight: 180 };
  if (status !== 'pass') return { finding: 'other-status', weight: 170 };
  return { finding: 'passed', weight: failure.job.startsWith('build') ? BUILD_PASSED_WEIGHT : 100 };
}

/** A build that passed in the baseline stays a blocker even if it passed elsewhere with the same revisions. */
export const mayBeIntermittent = (comparison: Comparison): boolean => comparison.weight < 500;
