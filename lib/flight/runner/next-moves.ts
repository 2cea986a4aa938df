import type { FlightsConfig } from '../../../typings/config.ts';
import type { RerunReason } from '../../record/recorder/attempts.ts';
import type { JobState } from '../../record/recorder/job-states.ts';
import { isFinalJobStatus } from '../../record/statuses.ts';

/** Facts about a flight, in addition to the states of its jobs. */
export interface FlightFacts {
  /** Jobs of the flight whose output a job needs. */
  readonly needs: (job: string) => readonly string[];
  /** Whether the recipe is rerunnable and the flight is open. */
  readonly mayRerun: (job: string) => boolean;
  /** Whether a failure of this step does not count. */
  readonly isHarmless: (job: string, testid: string) => boolean;
  /** Jobs that this runner runs. */
  readonly own: ReadonlySet<string>;
  readonly policy: Pick<FlightsConfig, 'retryLost' | 'retryBroken' | 'retryStarved'>;
}

export interface JobRerun {
  readonly job: string;
  readonly why: RerunReason;
}

/** The jobs of a flight by what a runner can do with them. */
export interface NextMoves {
  /** Jobs that can start. */
  readonly ready: readonly string[];
  /** Jobs that need a build that did not pass. */
  readonly hopeless: readonly string[];
  /** Jobs that must run again. */
  readonly again: readonly JobRerun[];
  /** Jobs of another task, which is alive or whose end is not recorded yet. */
  readonly elsewhere: readonly string[];
  /** Jobs that wait for builds. */
  readonly waiting: readonly string[];
  /** Jobs that have ended and do not run again. */
  readonly over: readonly string[];
}

/** Returns the next moves of a runner. They depend only on the states of the jobs, so that any runner can continue a flight. */
export function nextMoves(states: readonly JobState[], facts: FlightFacts): NextMoves {
  const byName = new Map(states.map((state) => [state.job, state]));
  const again = states.flatMap((state): JobRerun[] => {
    const why = rerunReason(state, facts);
    return why === null ? [] : [{ job: state.job, why }];
  });
  const reruns = new Set(again.map(({ job }) => job));
  const isOver = ({ job, status }: JobState): boolean =>
    status === 'stopped' || (isFinalJobStatus(status) && !reruns.has(job));
  const open = states.filter((state) => !isOver(state) && !reruns.has(state.job) && !facts.own.has(state.job));
  const isElsewhere = ({ status, holder }: JobState): boolean => holder !== null || status === 'running';
  const takable = open.filter((state) => !isElsewhere(state));
  const missing = (job: string): readonly JobState[] =>
    facts.needs(job).flatMap((need) => {
      const state = byName.get(need);
      return state === undefined || state.status === 'pass' ? [] : [state];
    });
  const kindOf = ({ job }: JobState): 'ready' | 'hopeless' | 'waiting' => {
    const missed = missing(job);
    if (missed.some(isOver)) return 'hopeless';
    return missed.length > 0 ? 'waiting' : 'ready';
  };
  const names = (some: readonly JobState[]): readonly string[] => some.map(({ job }) => job);
  return {
    ready: names(takable.filter((state) => kindOf(state) === 'ready')),
    hopeless: names(takable.filter((state) => kindOf(state) === 'hopeless')),
    waiting: names(takable.filter((state) => kindOf(state) === 'waiting')),
    again,
    elsewhere: names(open.filter(isElsewhere)),
    over: names(states.filter(isOver)),
  };
}

/** Returns why an ended job must run again; null: it must not. A job with a failed test does not run again. */
function rerunReason(state: JobState, facts: FlightFacts): RerunReason | null {
  const { job, status, lost, failed, attempts } = state;
  if ((status !== 'broken' && status !== 'starved') || facts.own.has(job) || state.holder !== null) return null;
  if (failed.some((testid) => !facts.isHarmless(job, testid)) || !facts.mayRerun(job)) return null;
  const why = status === 'starved' ? status : lost ? 'lost' : 'broken';
  const { retryLost, retryBroken, retryStarved } = facts.policy;
  const limit = { lost: retryLost, broken: retryBroken, starved: retryStarved }[why];
  return (attempts[why] ?? 0) < limit ? why : null;
}
