import { failingFast } from '../../db/reconnect.ts';
import { setMaxListeners } from 'node:events';
import type { Db } from '../../db/db.ts';
import { DEFAULT_WAITS } from '../../config/coordination-defaults.ts';
import { acquireDaemonLock } from '../daemon/daemon-lock.ts';
import {
  daemonSettings,
  runDaemon,
  type AcquireLock,
  type Daemon,
  type DaemonOptions,
  type DaemonSettings,
  type DaemonService,
} from '../daemon/run-daemon.ts';
import { EMPTY_PLAN } from '../plan/plan-document.ts';
import { serveLines } from '../protocol/line-server.ts';
import type { ListenAddress } from '../protocol/network.ts';
import { watchEndings } from '../owner/watch-endings.ts';
import { forgetClient, queueCommands } from './queue-commands.ts';
import type { QueueState, QueueTimes } from './queue-state.ts';
import { queueStoreOf, type QueueStore } from './queue-store.ts';
import { breakOffRun, requestRun, startQueueLoops } from './start-runs.ts';

export interface QueueDaemonOptions extends DaemonOptions {
  /** The address of the owner daemon; null: there is none. */
  readonly ownerDaemon?: ListenAddress | null | undefined;
  readonly times?: Partial<QueueTimes> | undefined;
}

/** The intervals of the original. */
export const DEFAULT_QUEUE_TIMES: QueueTimes = {
  ...DEFAULT_WAITS,
  reapIntervalMs: 250,
  lookIntervalMs: 200,
};

/**
 * Starts the queue daemon, which gives the waiting harnesses turns at the plan, one after another.
 *
 * While another instance serves the same database, it waits. The plan and the inhibitions are in the database, so it
 * can be killed at any moment. Never throws; it logs failures and tries again.
 *
 * Source: the line protocol of the original's ms-queuedaemon; tables coordination_plans, queue_inhibitions.
 */
export function startQueueDaemon(db: Db, options: QueueDaemonOptions = {}): Daemon {
  return runQueueDaemon(queueStoreOf(failingFast(db)), (lock) => acquireDaemonLock(db, 'queue', lock), options);
}

/** Runs the daemon on any store of its state. */
export function runQueueDaemon(store: QueueStore, acquire: AcquireLock, options: QueueDaemonOptions): Daemon {
  const complete = daemonSettings(options);
  const times = { ...DEFAULT_QUEUE_TIMES, ...options.times };
  return runDaemon(acquire, 'queue', complete, (listen) =>
    serveQueue(store, { ...complete, times, ownerDaemon: options.ownerDaemon ?? null, listen }),
  );
}

type ServeOptions = DaemonSettings & {
  readonly times: QueueTimes;
  readonly ownerDaemon: ListenAddress | null;
};

async function serveQueue(store: QueueStore, options: ServeOptions): Promise<DaemonService> {
  const state = await loadState(store, options);
  const server = await serveLines({
    banner: 'ms-queuedaemon',
    listen: options.listen,
    commands: queueCommands(state),
    onEnd: (connection) => forgetClient(state, connection),
    log: options.log,
    clock: options.clock,
    network: options.network,
  });
  const loops = startQueueLoops(state);
  const watching =
    options.ownerDaemon === null
      ? Promise.resolve()
      : watchEndings(options.ownerDaemon, {
          signal: state.stop.signal,
          clock: options.clock,
          log: options.log,
          network: options.network,
          onEnding: () => breakOffRun(state),
        });
  requestRun(state);
  const stop = async (): Promise<void> => {
    state.stop.abort();
    await Promise.all([loops, watching]);
  };
  return { server, stop };
}

async function loadState(store: QueueStore, { clock, times, log }: ServeOptions): Promise<QueueState> {
  const now = clock.now();
  const inhibitions = [...(await store.listInhibitions(now))];
  if (times.startInhibitionMs > 0) {
    inhibitions.push({ endsAtMs: now + times.startInhibitionMs, why: 'start of the queue daemon' });
  }
  const plan = await store.findPlan('plan');
  if (plan === null) log('found no earlier plan: starting with an empty one');
  const state: QueueState = {
    store,
    clock,
    times,
    log,
    stop: new AbortController(),
    onRunFinished: (name) => {
      if (name === 'plan' && state.pending) requestRun(state);
    },
    clients: new Map(),
    runs: { plan: null, projection: null },
    lastPlans: {
      plan: await store.findPlan('last-plan'),
      projection: await store.findPlan('last-projection'),
    },
    plan: plan ?? EMPTY_PLAN,
    inhibitions,
    holdoff: false,
    pending: false,
    starting: false,
    waitersChanged: true,
  };
  setMaxListeners(0, state.stop.signal);
  return state;
}
