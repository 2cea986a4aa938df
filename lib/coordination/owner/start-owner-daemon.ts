import { failingFast } from '../../db/reconnect.ts';
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
  /** How long a harness has to resume its task after a restart of the daemon. Default 15 s. */
  readonly graceMs?: number | undefined;
}

type OwnerSettings = DaemonSettings & { readonly graceMs: number };

interface OwnerState {
  readonly store: OwnerStore;
  readonly options: OwnerSettings;
  /** The tasks of each connection. */
  readonly tasks: Map<Connection, number[]>;
  /** Tasks whose connection has ended, while the database may not have recorded it. */
  readonly ending: Set<number>;
  readonly subscribers: Set<Connection>;
  readonly stop: AbortController;
}

/**
 * Starts the owner daemon, which maps "this connection is alive" to "this task is live".
 *
 * While another instance serves the same database, it waits. Its state is in the table tasks, so it can be killed at
 * any moment. Never throws; it logs failures and tries again.
 *
 * Source: the line protocol of the original's ms-ownerdaemon; tables tasks, owner_tasks.
 */
export function startOwnerDaemon(db: Db, options: OwnerDaemonOptions = {}): Daemon {
  return runOwnerDaemon(ownerStoreOf(failingFast(db)), (lock) => acquireDaemonLock(db, 'owner', lock), options);
}

/** Runs the daemon on any store of tasks. */
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
  if (renamed > 0) options.log(`owner daemon: ${renamed} earlier tasks wait for their harnesses to reconnect`);
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

/** Commands that the original does not have: a harness can resume its task after a restart of the daemon. */
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
          if (refkey === null) throw new ProtocolError(`no task ${taskid} to resume`, { closes: false });
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
  // the tasks outlive this daemon: the next instance retains them until their harnesses reconnect
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

/** Ends the tasks whose harness has not reconnected after a restart of the daemon. */
async function endForgotten(state: OwnerState): Promise<void> {
  const { clock, graceMs, log } = state.options;
  const { signal } = state.stop;
  while (!signal.aborted) {
    await clock.sleep(Math.max(100, graceMs / 4), signal).catch(() => undefined);
    if (signal.aborted) return;
    try {
      const ended = await state.store.endLostTasks(graceMs);
      for (const taskid of ended) log(`owner daemon: task ${taskid} has ended: its harness did not reconnect`);
      if (ended.length > 0) notifyEnding(state);
    } catch (error) {
      log(`owner daemon: ending lost tasks: ${describeError(error)}`);
    }
  }
}

/** Repeats a necessary change of the database until it succeeds or the daemon stops. */
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
