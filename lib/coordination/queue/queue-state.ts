import type { QueueTimesConfig } from '../../../typings/config.ts';
import type { Connection } from '../protocol/line-server.ts';
import type { PlanDocument } from '../plan/plan-document.ts';
import type { Clock } from '../../util/clock.ts';
import { compareClients, type QueueClient } from './queue-client.ts';
import type { Inhibition, QueueStore } from './queue-store.ts';

/** The waiting constants of the queue. Source: config keys coordination.queue.*, QueueDaemonHoldoff and so on. */
export interface QueueTimes extends QueueTimesConfig {
  /** How often to look for tasks whose database session has gone, while somebody waits. */
  readonly reapIntervalMs: number;
  /** How often who waits is written down for people, and the end of an inhibition looked for. */
  readonly lookIntervalMs: number;
}

/** One queue run: each of those who waited at its start gets a turn to think. */
export interface QueueRun {
  readonly name: 'plan' | 'projection';
  plan: PlanDocument;
  /** Who has not had a turn yet, in order. */
  left: QueueClient[];
  thinker: QueueClient | null;
  /** Ends the time limit of the present turn. */
  turn: AbortController;
  /** Something has become free: those who are left go on in a projection. */
  broken: boolean;
}

/** Everything that the queue daemon knows while it runs. */
export interface QueueState {
  readonly store: QueueStore;
  readonly clock: Clock;
  readonly times: QueueTimes;
  readonly log: (message: string) => void;
  readonly stop: AbortController;
  /** A run has ended: what was put off meanwhile can happen. */
  readonly onRunFinished: (name: QueueRun['name']) => void;
  readonly clients: Map<Connection, QueueClient>;
  readonly runs: { plan: QueueRun | null; projection: QueueRun | null };
  readonly lastPlans: { plan: PlanDocument | null; projection: PlanDocument | null };
  /** The plan as it is in the database. */
  plan: PlanDocument;
  inhibitions: Inhibition[];
  /** A run is due after the hold-off. */
  holdoff: boolean;
  /** A run is wanted, and could not begin when it was due. */
  pending: boolean;
  /** A run is being prepared. */
  starting: boolean;
  /** The list of who waits must be written for people to see. */
  waitersChanged: boolean;
}

/** Who waits, in the order in which they think. */
export const waitingClients = (state: QueueState): QueueClient[] =>
  [...state.clients.values()].filter(({ waitingSinceMs }) => waitingSinceMs !== null).sort(compareClients);

/** The run in which it is this client's turn. */
export const runOf = (state: QueueState, client: QueueClient): QueueRun | null =>
  [state.runs.plan, state.runs.projection].find((run) => run?.thinker === client) ?? null;

/** Until when no run may begin, milliseconds since 1970; null: one may. */
export function inhibitedUntil(state: QueueState): number | null {
  const now = state.clock.now();
  state.inhibitions = state.inhibitions.filter(({ endsAtMs }) => endsAtMs > now);
  if (state.inhibitions.length === 0) return null;
  return Math.max(...state.inhibitions.map(({ endsAtMs }) => endsAtMs));
}
