import type { Config } from '../../../typings/config.ts';
import type { LabEvent } from '../../../typings/events.ts';
import type { JobOutcome } from '../job/run-job.ts';

/** What the process of a job is told. Never on its command line: the configuration may hold a password. */
export interface JobOrder {
  readonly flight: number;
  readonly job: string;
  readonly config: Config;
  readonly fresh: boolean;
  /** Whether the runner wants to hear what happens. */
  readonly wantsEvents: boolean;
}

/** What the process of a job tells its runner. */
export type JobNews =
  | { readonly kind: 'event'; readonly event: LabEvent }
  | { readonly kind: 'ended'; readonly outcome: JobOutcome }
  /** It could not begin; `code`: of our error, null: a bug. */
  | { readonly kind: 'refused'; readonly code: string | null; readonly reason: string }
  /** The job passed and left nothing open: the process can take the next one. */
  | { readonly kind: 'free' };
