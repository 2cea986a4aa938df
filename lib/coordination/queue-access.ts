import type { CoordinationConfig } from '../../typings/config.ts';
import type { ListenAddress } from './protocol/network.ts';

/** Where and how to queue for hosts. Source: config keys coordination.*; the original's QueueDaemon*. */
export interface QueueAccess {
  readonly address: ListenAddress;
  /** What the client reports about itself: priority, sub-priority, preinfo, wait-start, wait-start-adjust. Source: set-info. */
  readonly info?: Readonly<Record<string, string>> | undefined;
  /** Pause before the client connects to the daemon again. Default 120 s. */
  readonly retryMs?: number | undefined;
  /** Default 60. */
  readonly maxRetries?: number | undefined;
  /** null: the daemon is an original one, which has no heartbeat. Default 10 s. */
  readonly heartbeatSeconds?: number | null | undefined;
}

/**
 * Returns the queue that the configuration names; undefined when it names none.
 *
 * Source: config keys coordination.queueDaemon, retryMs, maxRetries, heartbeatSeconds.
 */
export function queueAccess(
  {
    queueDaemon,
    retryMs,
    maxRetries,
    heartbeatSeconds,
  }: Pick<CoordinationConfig, 'queueDaemon' | 'retryMs' | 'maxRetries' | 'heartbeatSeconds'>,
  info: Readonly<Record<string, string>> = {},
): QueueAccess | undefined {
  return queueDaemon === null ? undefined : { address: queueDaemon, info, retryMs, maxRetries, heartbeatSeconds };
}
