import type { FlightsConfig } from '../../../typings/config.ts';
import type { RerunReason } from '../../record/recorder/attempts.ts';
import type { JobState } from '../../record/recorder/job-states.ts';
import { isFinalJobStatus } from '../../record/statuses.ts';

/** What is known of a flight beside how its jobs stand. */
export interface FlightFacts {
  /** Jobs of the flight whose output a job needs. */
  readonly needs: (job: string) => readonly string[];
  /** Whether the job's recipe can be run again, and the flight is not closed. */
  readonly mayRerun: (job: string) => boolean;
  /** Whether a failure of this test does no harm. */
  readonly isHarmless: (job: string, testid: string) => boolean;
  /** Jobs that this runner has under way. */
  readonly own: ReadonlySet<string>;
  readonly policy: Pick<FlightsConfig, 'retryLost' | 'retryBroken' | 'retryStarved'>;
}

export interface JobRerun {
  readonly job: string;
  readonly why: RerunReason;
}

/** What a runner can do next. */
export interface NextMoves {
  /** Can be started. */
  readonly ready: readonly string[];
  /** Need a build that did not pass. */
  readonly hopeless: readonly string[];
  /** Are to be run again. */
  readonly again: readonly JobRerun[];
  /** Somebody else has, or had: a live task, or one whose end is not known yet. */
  readonly elsewhere: readonly string[];
  /** Wait for builds. */
  readonly waiting: readonly string[];
  /** Jobs that will not be run any more. */
  readonly over: readonly string[];
}

/** What can be done next, by how the jobs stand now: nothing is remembered, so any runner can go on. */
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

/** Why a job that is over is to be run again; null: it is not. What failed as a test is never run again. */
function rerunReason(state: JobState, facts: FlightFacts): RerunReason | null {
  const { job, status, lost, failed, attempts } = state;
  if ((status !== 'broken' && status !== 'starved') || facts.own.has(job) || state.holder !== null) return null;
  if (failed.some((testid) => !facts.isHarmless(job, testid)) || !facts.mayRerun(job)) return null;
  const why = status === 'starved' ? status : lost ? 'lost' : 'broken';
  const { retryLost, retryBroken, retryStarved } = facts.policy;
  const limit = { lost: retryLost, broken: retryBroken, starved: retryStarved }[why];
  return (attempts[why] ?? 0) < limit ? why : null;
}
