import type { QueueTimesConfig } from '../../../typings/config.ts';
import type { Connection } from '../protocol/line-server.ts';
import type { PlanDocument } from '../plan/plan-document.ts';
import type { Clock } from '../../util/clock.ts';
import { compareClients, type QueueClient } from './queue-client.ts';
import type { Inhibition, QueueStore } from './queue-store.ts';

/** The waiting constants of the queue. Source: config keys coordination.queue.*, QueueDaemonHoldoff and so on. */
export interface QueueTimes extends QueueTimesConfig {
  /** Interval between checks for tasks whose database session has ended, while clients wait. */
  readonly reapIntervalMs: number;
  /**
   * Interval between updates of the list of waiting clients in the database, and between checks for the end of an
   * inhibition.
   */
  readonly lookIntervalMs: number;
}

/** One queue run: each client that waited at its start gets a turn. */
export interface QueueRun {
  readonly name: 'plan' | 'projection';
  plan: PlanDocument;
  /** The clients that have not had a turn yet, in order. */
  left: QueueClient[];
  thinker: QueueClient | null;
  /** Aborts the time limit of the current turn. */
  turn: AbortController;
  /** A resource has become free: the remaining clients continue in a projection. */
  broken: boolean;
}

/** The state of a running queue daemon. */
export interface QueueState {
  readonly store: QueueStore;
  readonly clock: Clock;
  readonly times: QueueTimes;
  readonly log: (message: string) => void;
  readonly stop: AbortController;
  /** Called when a run has ended, so that a postponed run can start. */
  readonly onRunFinished: (name: QueueRun['name']) => void;
  readonly clients: Map<Connection, QueueClient>;
  readonly runs: { plan: QueueRun | null; projection: QueueRun | null };
  readonly lastPlans: { plan: PlanDocument | null; projection: PlanDocument | null };
  /** The plan as it is in the database. */
  plan: PlanDocument;
  inhibitions: Inhibition[];
  /** A run starts after the hold-off. */
  holdoff: boolean;
  /** A run is requested, and could not start when it was due. */
  pending: boolean;
  /** A run is being prepared. */
  starting: boolean;
  /** The list of waiting clients in the database is outdated. */
  waitersChanged: boolean;
}

/** Returns the waiting clients, in the order of their turns. */
export const waitingClients = (state: QueueState): QueueClient[] =>
  [...state.clients.values()].filter(({ waitingSinceMs }) => waitingSinceMs !== null).sort(compareClients);

/** Returns the run in which this client has its turn. */
export const runOf = (state: QueueState, client: QueueClient): QueueRun | null =>
  [state.runs.plan, state.runs.projection].find((run) => run?.thinker === client) ?? null;

/** Returns until when no run may start, in milliseconds since 1970; null: a run may start. */
export function inhibitedUntil(state: QueueState): number | null {
  const now = state.clock.now();
  state.inhibitions = state.inhibitions.filter(({ endsAtMs }) => endsAtMs > now);
  if (state.inhibitions.length === 0) return null;
  return Math.max(...state.inhibitions.map(({ endsAtMs }) => endsAtMs));
}
