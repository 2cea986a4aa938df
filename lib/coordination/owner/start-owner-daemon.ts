import type { Db } from '../../db/db.ts';
import { describeError } from '../../errors/osstest-error.ts';
import { seconds } from '../../util/units.ts';
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
import { COMMON_COMMANDS } from '../protocol/common-commands.ts';
import { serveLines, type Connection, type LineCommand } from '../protocol/line-server.ts';
import type { ListenAddress } from '../protocol/network.ts';
import { ProtocolError } from '../protocol/command-line.ts';
import { ownerStoreOf, type OwnerStore } from './owner-tasks.ts';

export interface OwnerDaemonOptions extends DaemonOptions {
  /** How long a harness may take to take its task up again after a restart of the daemon. Default 15 s. */
  readonly graceMs?: number | undefined;
}

type OwnerSettings = DaemonSettings & { readonly graceMs: number };

interface OwnerState {
  readonly store: OwnerStore;
  readonly options: OwnerSettings;
  /** Tasks of each connection that has some. */
  readonly tasks: Map<Connection, number[]>;
  /** Tasks whose connection has ended, which the database may not know yet. */
  readonly ending: Set<number>;
  readonly subscribers: Set<Connection>;
  readonly stop: AbortController;
}

/**
 * Starts the owner daemon: it turns "this connection is alive" into "this task is live".
 *
 * Beside another instance on the same database it waits until that has ended. The state is table tasks: it can be killed
 * at any moment. Never throws; what goes wrong is logged and tried again.
 *
 * Source: the line protocol of the original's ms-ownerdaemon; tables tasks, owner_tasks.
 */
export function startOwnerDaemon(db: Db, options: OwnerDaemonOptions = {}): Daemon {
  return runOwnerDaemon(ownerStoreOf(db), (lock) => acquireDaemonLock(db, 'owner', lock), options);
}

/** The same on whatever keeps the tasks. */
export function runOwnerDaemon(store: OwnerStore, acquire: AcquireLock, options: OwnerDaemonOptions): Daemon {
  const complete = { ...daemonSettings(options), graceMs: options.graceMs ?? seconds(15) };
  return runDaemon(acquire, 'owner', complete, (listen) => serveOwner(store, complete, listen));
}

async function serveOwner(store: OwnerStore, options: OwnerSettings, listen: ListenAddress): Promise<DaemonService> {
  const state: OwnerState = {
    store,
    options,
    tasks: new Map(),
    ending: new Set(),
    subscribers: new Set(),
    stop: new AbortController(),
  };
  const renamed = await store.renamePrevious();
  if (renamed > 0) options.log(`owner daemon: ${renamed} tasks of before are kept until their harnesses come back`);
  const server = await serveLines({
    banner: 'ms-ownerdaemon',
    listen,
    commands: ownerCommands(state),
    onEnd: (connection) => endConnection(state, connection),
    log: options.log,
    clock: options.clock,
    network: options.network,
  });
  const ending = endForgotten(state);
  const stop = async (): Promise<void> => {
    state.stop.abort();
    await ending;
  };
  return { server, stop };
}

function ownerCommands(state: OwnerState): ReadonlyMap<string, LineCommand> {
  const own = (connection: Connection, taskid: number): void => {
    state.tasks.set(connection, [...(state.tasks.get(connection) ?? []), taskid]);
  };
  return new Map<string, LineCommand>([
    ...COMMON_COMMANDS,
    [
      'create-task',
      {
        args: [],
        run: async (connection) => {
          const time = Math.floor(state.options.clock.now() / 1000);
          const task = await state.store.createTask(connection.peer, state.tasks.get(connection)?.length ?? 0, time);
          own(connection, task.taskid);
          connection.send(`OK created-task ${task.taskid} ownd ${task.refkey}`);
        },
      },
    ],
    [
      'await-endings',
      {
        args: [],
        run: (connection) => {
          state.subscribers.add(connection);
          connection.send('OK await-endings');
        },
      },
    ],
    ...resumeCommands(state, own),
  ]);
}

/** What the original does not know: a task can be taken up again after a restart of the daemon. */
function resumeCommands(
  state: OwnerState,
  own: (connection: Connection, taskid: number) => void,
): readonly (readonly [string, LineCommand])[] {
  return [
    [
      'task-secret',
      {
        args: ['taskid'],
        run: async (connection, [taskid]) => {
          if (!state.tasks.get(connection)?.includes(Number(taskid))) {
            throw new ProtocolError(`task ${taskid} is not of this connection`, { closes: false });
          }
          connection.send(`OK task-secret ${taskid} ${await state.store.giveSecret(Number(taskid))}`);
        },
      },
    ],
    [
      'resume-task',
      {
        args: ['taskid', 'secret'],
        run: async (connection, [taskid, secret]) => {
          const refkey = state.ending.has(Number(taskid))
            ? null
            : await state.store.resumeTask(Number(taskid), secret!);
          if (refkey === null) throw new ProtocolError(`no task ${taskid} to take up`, { closes: false });
          own(connection, Number(taskid));
          connection.send(`OK resumed-task ${taskid} ownd ${refkey}`);
        },
      },
    ],
  ];
}

async function endConnection(state: OwnerState, connection: Connection): Promise<void> {
  state.subscribers.delete(connection);
  const taskids = state.tasks.get(connection);
  state.tasks.delete(connection);
  // when we end, the tasks do not: the next instance keeps them until their harnesses come back
  if (taskids === undefined || state.stop.signal.aborted) return;
  for (const taskid of taskids) state.ending.add(taskid);
  await persist(state, `end the tasks ${taskids.join(', ')} of ${connection.peer}`, () =>
    state.store.endTasks(taskids),
  );
  for (const taskid of taskids) state.ending.delete(taskid);
  notifyEnding(state);
}

const notifyEnding = (state: OwnerState): void => {
  for (const subscriber of state.subscribers) subscriber.send('!OK await-endings notify');
};

/** Ends the tasks whose harness has not come back after a restart of the daemon. */
async function endForgotten(state: OwnerState): Promise<void> {
  const { clock, graceMs, log } = state.options;
  const { signal } = state.stop;
  while (!signal.aborted) {
    await clock.sleep(Math.max(100, graceMs / 4), signal).catch(() => undefined);
    if (signal.aborted) return;
    try {
      const ended = await state.store.endLostTasks(graceMs);
      for (const taskid of ended) log(`owner daemon: task ${taskid} has ended: its harness did not come back`);
      if (ended.length > 0) notifyEnding(state);
    } catch (error) {
      log(`owner daemon: looking for lost tasks: ${describeError(error)}`);
    }
  }
}

/** Does something in the database that must happen, again and again until it has, or the daemon stops. */
async function persist(state: OwnerState, what: string, work: () => Promise<void>): Promise<void> {
  for (let attempt = 0; !state.stop.signal.aborted; attempt++) {
    try {
      return await work();
    } catch (error) {
      state.options.log(`owner daemon: could not ${what}: ${describeError(error)}`);
      const pauseMs = Math.min(50 * 2 ** attempt, 2000);
      await state.options.clock.sleep(pauseMs, state.stop.signal).catch(() => undefined);
    }
  }
}
