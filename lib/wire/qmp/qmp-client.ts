import { connect, type Socket } from 'node:net';
import { QmpError } from '../../errors/qmp-errors.ts';
import { onAbort } from '../../util/abort.ts';
import { seconds } from '../../util/units.ts';
import type { WaitOptions } from '../../../typings/wire.ts';

/** An event that QEMU sends without a request, such as `RESET` or `SHUTDOWN`. */
export interface QmpEvent {
  readonly event: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** A connection to QEMU's monitor. A monitor socket serves one connection at a time, so close it soon. */
export interface QmpClient extends AsyncDisposable {
  /**
   * Runs a command and returns its result.
   *
   * @throws QmpError (`QMP_FAILED`, blame lab) - rejected, no answer within timeoutMs (default 30 s), or QEMU exited.
   */
  execute<T = unknown>(command: string, args?: Readonly<Record<string, unknown>>, options?: WaitOptions): Promise<T>;
  /** Calls the listener with each event from now on. Returns a function that stops this. */
  onEvent(listener: (event: QmpEvent) => void): () => void;
  /** Resolves when either side has closed the connection. */
  readonly closed: Promise<void>;
}

interface QmpMessage {
  readonly QMP?: unknown;
  readonly id?: number;
  readonly return?: unknown;
  readonly error?: { readonly desc: string };
  readonly event?: string;
  readonly data?: Readonly<Record<string, unknown>>;
}

interface Waiting {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
}

/**
 * Connects to a monitor socket of QEMU and negotiates its capabilities, so that it accepts commands.
 *
 * @throws QmpError (`QMP_FAILED`, blame lab) - no process listens on the socket, or the monitor serves another client.
 */
export async function openQmp(socketPath: string, options: WaitOptions = {}): Promise<QmpClient> {
  const connection = openConnection(socketPath);
  const client = createClient(connection);
  try {
    await client.execute('qmp_capabilities', {}, options); // answered after the greeting, so waits for that too
    return client;
  } catch (error) {
    await client[Symbol.asyncDispose]();
    throw error;
  }
}

interface Connection {
  readonly socket: Socket;
  readonly waiting: Map<number, Waiting>;
  readonly listeners: Set<(event: QmpEvent) => void>;
  readonly closed: Promise<void>;
  lastId: number;
}

function openConnection(socketPath: string): Connection {
  const socket = connect(socketPath).setEncoding('utf8');
  let failure = `${socketPath}: QEMU closed the connection`;
  socket.once('error', (error) => (failure = error.message));
  const waiting = new Map<number, Waiting>();
  const listeners = new Set<(event: QmpEvent) => void>();
  const closed = new Promise<void>((resolve) => {
    socket.once('close', () => {
      for (const { reject } of waiting.values()) reject(new Error(failure));
      resolve();
    });
  });
  let rest = '';
  socket.on('data', (text: string) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) if (line.trim() !== '') receive(JSON.parse(line) as QmpMessage, waiting, listeners);
  });
  return { socket, waiting, listeners, closed, lastId: 0 };
}

function receive(
  message: QmpMessage,
  waiting: ReadonlyMap<number, Waiting>,
  listeners: ReadonlySet<(event: QmpEvent) => void>,
): void {
  if (message.event !== undefined) {
    for (const listener of listeners) listener({ event: message.event, data: message.data ?? {} });
  } else if (message.id !== undefined) {
    const answer = waiting.get(message.id);
    if (message.error === undefined) answer?.resolve(message.return);
    else answer?.reject(new Error(message.error.desc));
  }
}

function createClient(connection: Connection): QmpClient {
  const { socket, listeners, closed } = connection;
  return {
    closed,
    execute: <T>(command: string, args: Readonly<Record<string, unknown>> = {}, options: WaitOptions = {}) =>
      execute(connection, command, args, options) as Promise<T>,
    onEvent: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    [Symbol.asyncDispose]: () => {
      socket.destroy();
      return closed;
    },
  };
}

async function execute(
  connection: Connection,
  command: string,
  args: Readonly<Record<string, unknown>>,
  { timeoutMs = seconds(30), signal }: WaitOptions,
): Promise<unknown> {
  signal?.throwIfAborted();
  const { socket, waiting } = connection;
  const id = ++connection.lastId;
  const late = AbortSignal.timeout(timeoutMs);
  const ends = signal === undefined ? late : AbortSignal.any([late, signal]);
  try {
    return await new Promise<unknown>((resolve, reject) => {
      onAbort(ends, () => reject(new Error(`no answer within ${timeoutMs / 1000} s`)));
      if (socket.destroyed) reject(new Error('the connection has ended'));
      waiting.set(id, { resolve, reject });
      socket.write(`${JSON.stringify({ execute: command, arguments: args, id })}\n`);
    });
  } catch (cause) {
    signal?.throwIfAborted();
    throw new QmpError(command, (cause as Error).message, { cause });
  } finally {
    waiting.delete(id);
  }
}
