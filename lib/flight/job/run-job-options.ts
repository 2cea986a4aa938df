import type { Config } from '../../../typings/config.ts';
import type { EventSink } from '../../../typings/events.ts';
import type { Host } from '../../../typings/host.ts';
import type { Clock } from '../../util/clock.ts';

export interface RunJobOptions {
  readonly flight: number;
  readonly job: string;
  readonly config: Config;
  /** Receive every event of the job. The caller disposes of them. */
  readonly sinks: readonly EventSink[];
  /** Aborted when the operator stops the job. */
  readonly signal: AbortSignal;
  /** Installs hosts again even if a frozen installation could be reused. */
  readonly fresh?: boolean;
  /** Default: the revision of this osstest. */
  readonly harness?: string;
  /**
   * Called at the first failed step, while its hosts are as the step left them. The job continues when the promise
   * resolves.
   */
  readonly onFailure?: ((failure: FailedStep) => Promise<void>) | undefined;
  readonly clock?: Clock;
}

/** A failed step. */
export interface FailedStep {
  readonly flight: number;
  readonly job: string;
  readonly testid: string;
  /** One line. */
  readonly reason: string;
  /** All open hosts of the job. */
  readonly hosts: readonly Host[];
}
