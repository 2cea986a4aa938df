import { DaemonError } from '../../errors/coordination-errors.ts';
import { describeError } from '../../errors/osstest-error.ts';
import { readLines, type LineReader } from './line-reader.ts';
import { tcpNetwork, type LineSocket, type ListenAddress, type Network } from './network.ts';
import { formatCommand } from './tcl-list.ts';
import { onAbort } from '../../util/abort.ts';

export interface LineClientOptions {
  /** `ms-ownerdaemon` or `ms-queuedaemon`: the expected name in the banner. */
  readonly banner: string;
  readonly address: ListenAddress;
  readonly signal?: AbortSignal | undefined;
  /** Default: TCP. */
  readonly network?: Network | undefined;
}

/** A connection to a daemon. Its methods throw DaemonError when the connection is lost. */
export interface LineClient extends AsyncDisposable {
  /**
   * Sends a command and returns its answer without the `OK`.
   * @throws DaemonError (`DAEMON_FAILED`, blame lab) - the answer is an ERROR, or the connection was lost.
   */
  command(name: string, ...args: readonly (string | number)[]): Promise<string>;
  /** Sends a command whose answer has data. */
  commandForData(name: string, ...args: readonly (string | number)[]): Promise<string>;
  /** Sends a command that has data. */
  commandWithData(name: string, data: string): Promise<string>;
  /** Returns the next unsolicited line, without its `!`. */
  nextNotice(signal?: AbortSignal): Promise<string>;
  readonly isOpen: boolean;
  /** Resolves when the connection has ended. */
  readonly closed: Promise<void>;
}

/** Connects to a daemon and reads its banner. @throws DaemonError (`DAEMON_FAILED`, blame lab) */
export async function connectLines(options: LineClientOptions): Promise<LineClient> {
  const { host, port } = options.address;
  const where = `${options.banner} at ${host}:${port}`;
  const socket = (options.network ?? tcpNetwork).connect(options.address);
  const reader = readLines(socket);
  const cancel = onAbort(options.signal, () => socket.destroy());
  try {
    await connected(socket, where);
    const line = await reader.readLine();
    if (line === null || !new RegExp(`^OK ${options.banner}(?: |$)`).test(line.trimEnd())) {
      throw new DaemonError(`${where}: sent the banner ${line === null ? 'nothing' : JSON.stringify(line)}`);
    }
    return createClient(socket, reader, where);
  } catch (error) {
    socket.destroy();
    options.signal?.throwIfAborted();
    throw error;
  } finally {
    cancel();
  }
}

function connected(socket: LineSocket, where: string): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.once('connect', resolve);
    const fail = (error?: Error): void =>
      reject(new DaemonError(`${where}: ${error === undefined ? 'closed' : describeError(error)}`, { cause: error }));
    socket.once('error', fail);
    socket.once('close', () => fail());
  });
}

function createClient(socket: LineSocket, reader: LineReader, where: string): LineClient {
  const answers = createMailhost<string | null>();
  const notices = createMailhost<string | null>();
  const closed = pump(reader, answers, notices, socket);
  const answer = async (name: string): Promise<string> => {
    const line = await answers.next();
    if (line === null) throw new DaemonError(`${where}: connection lost during ${name}`);
    if (line.startsWith('ERROR')) throw new DaemonError(`${where}: ${name}: ${line.slice('ERROR '.length)}`);
    return line.replace(/^OK ?/, '');
  };
  const send = (text: string): void => {
    if (socket.writable) socket.write(text);
  };
  const exclusively = oneAtATime();
  return {
    closed,
    get isOpen() {
      return socket.readable && socket.writable;
    },
    command: (name, ...args) =>
      exclusively(() => {
        send(`${formatCommand(name, args)}\n`);
        return answer(name);
      }),
    commandForData: (name, ...args) =>
      exclusively(async () => {
        send(`${formatCommand(name, args)}\n`);
        await answer(name);
        return answer(name);
      }),
    commandWithData: (name, data) =>
      exclusively(async () => {
        send(`${formatCommand(name, [Buffer.byteLength(data)])}\n`);
        const first = await answer(name);
        if (first !== 'SEND') throw new DaemonError(`${where}: ${name}: answered ${JSON.stringify(first)}`);
        send(data);
        return answer(name);
      }),
    nextNotice: async (signal) => {
      const line = await notices.next(signal);
      if (line === null) throw new DaemonError(`${where}: connection lost`);
      return line;
    },
    [Symbol.asyncDispose]: async () => {
      socket.end();
      socket.destroySoon();
      await closed;
    },
  };
}

/**
 * A line between a command and its data would become part of the data, so each command waits for the end of the one
 * before.
 */
function oneAtATime(): <T>(work: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const result = last.then(work);
    last = result.catch(() => undefined);
    return result;
  };
}

/** Sorts the lines of the daemon into answers and notices, until the connection ends. */
async function pump(
  reader: LineReader,
  answers: Mailbox<string | null>,
  notices: Mailbox<string | null>,
  socket: LineSocket,
): Promise<void> {
  try {
    for (let line = await reader.readLine(); line !== null; line = await reader.readLine()) {
      const text = line.trimEnd();
      if (text.startsWith('!')) {
        notices.put(text.slice(1));
        continue;
      }
      answers.put(text);
      const bytes = /^OK get-plan (\d+)$/.exec(text)?.[1];
      if (bytes !== undefined) {
        const data = await reader.readBytes(Number(bytes));
        answers.put(data === null ? null : data.toString('utf8'));
      }
    }
  } catch {
    // a line that is too long: no daemon of ours or of the original's sends one
  }
  socket.destroy();
  answers.end(null);
  notices.end(null);
}

interface Mailbox<T> {
  put(value: T): void;
  /** Ends the queue: after the remaining values, every reader gets this error. */
  end(value: T): void;
  next(signal?: AbortSignal): Promise<T>;
}

function createMailhost<T>(): Mailbox<T> {
  const values: T[] = [];
  const takers: ((value: T) => void)[] = [];
  let ended: { readonly value: T } | null = null;
  return {
    put: (value) => {
      const taker = takers.shift();
      if (taker === undefined) values.push(value);
      else taker(value);
    },
    end: (value) => {
      ended = { value };
      for (const taker of takers.splice(0)) taker(value);
    },
    next: (signal) =>
      new Promise((resolve, reject) => {
        signal?.throwIfAborted();
        if (values.length > 0) return resolve(values.shift()!);
        if (ended !== null) return resolve(ended.value);
        const take = (value: T): void => {
          cancel();
          resolve(value);
        };
        takers.push(take);
        const cancel = onAbort(signal, (reason) => {
          takers.splice(takers.indexOf(take), 1);
          reject(reason);
        });
      }),
  };
}
