import type { Config } from '../../../typings/config.ts';
import type { LabEvent } from '../../../typings/events.ts';
import type { JobOutcome } from '../job/run-job.ts';

/** The order to a job process. It is a message, not a command line: the configuration may contain a password. */
export interface JobOrder {
  readonly flight: number;
  readonly job: string;
  readonly config: Config;
  readonly fresh: boolean;
  /** Whether the process sends events to the runner. */
  readonly sendsEvents: boolean;
}

/** A message of a job process to its runner. */
export type JobMessage =
  | { readonly kind: 'event'; readonly event: LabEvent }
  | { readonly kind: 'ended'; readonly outcome: JobOutcome }
  /** The job could not start. `code` is the code of the error; null: a bug. */
  | { readonly kind: 'refused'; readonly code: string | null; readonly reason: string }
  /** The job passed and left nothing open: the process can take the next job. */
  | { readonly kind: 'free' };
