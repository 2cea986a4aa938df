import { describeError } from '../../errors/osstest-error.ts';
import type { Clock } from '../../util/clock.ts';
import { ProtocolError, parseCommandLine, type CommandSignature } from './command-line.ts';
import type { LineSocket, ListenAddress, Network } from './network.ts';
import { LineTooLongError, readLines, type LineReader } from './line-reader.ts';

/** One client of a daemon. */
export interface Connection {
  /** `[address]:port` */
  readonly peer: string;
  readonly address: string;
  readonly isOpen: boolean;
  send(line: string): void;
  /** Sends `header BYTES`, and then the bytes. */
  sendData(header: string, data: string): void;
  /** Returns exactly so many bytes from the client; null: the client disconnected before. */
  readBytes(count: number): Promise<Buffer | null>;
  /** Ends the connection when this many milliseconds pass without a line; null: never. */
  setHeartbeat(ms: number | null): void;
  close(): void;
}

/** A command of a daemon. If it throws, the server answers `ERROR ...` and ends the connection. */
export interface LineCommand extends CommandSignature {
  run(connection: Connection, args: readonly string[]): Promise<void> | void;
}

export interface LineServerOptions {
  /** Text after `OK` in the banner. */
  readonly banner: string;
  readonly listen: ListenAddress;
  readonly commands: ReadonlyMap<string, LineCommand>;
  /** Called when a connection has ended, for any reason. */
  readonly onEnd: (connection: Connection) => Promise<void> | void;
  readonly log: (message: string) => void;
  readonly clock: Clock;
  readonly network: Network;
}

export interface LineServer extends AsyncDisposable {
  readonly address: ListenAddress;
  readonly connections: number;
}

/** Serves a line protocol: one client a connection, its commands one after another. No client can end the server. */
export async function serveLines(options: LineServerOptions): Promise<LineServer> {
  const connections = new Set<Connection>();
  const sessions = new Set<Promise<void>>();
  const accept = (socket: LineSocket): void => {
    const session = serveClient(socket, options, connections).catch((error: unknown) =>
      options.log(`a connection ended with an error: ${describeError(error)}`),
    );
    sessions.add(session);
    void session.finally(() => sessions.delete(session));
  };
  const onError = (error: Error): void => options.log(`listening: ${describeError(error)}`);
  const listener = await options.network.listen(options.listen, accept, onError);
  return {
    address: listener.address,
    get connections() {
      return connections.size;
    },
    [Symbol.asyncDispose]: async () => {
      listener.close();
      for (const connection of connections) connection.close();
      await Promise.all(sessions);
    },
  };
}

async function serveClient(
  socket: LineSocket,
  options: LineServerOptions,
  connections: Set<Connection>,
): Promise<void> {
  const reader = readLines(socket);
  const heartbeat = watchHeartbeat(socket, options);
  const connection = connectionOf(socket, reader, heartbeat);
  connections.add(connection);
  connection.send(`OK ${options.banner}`);
  try {
    await serveCommands(connection, reader, heartbeat, options);
  } finally {
    heartbeat.set(null);
    socket.end();
    connections.delete(connection);
    await options.onEnd(connection);
    socket.destroySoon();
  }
}

async function serveCommands(
  connection: Connection,
  reader: LineReader,
  heartbeat: Heartbeat,
  { commands, log }: LineServerOptions,
): Promise<void> {
  while (connection.isOpen) {
    try {
      const line = await reader.readLine();
      if (line === null) return;
      heartbeat.seen();
      if (line.trim() === '') continue;
      const { command, args } = parseCommandLine(line, commands);
      await command.run(connection, args);
    } catch (error) {
      const message = error instanceof LineTooLongError ? 'line too long' : describeError(error);
      log(`${connection.peer}: ${message}`);
      connection.send(`ERROR ${message}`);
      if (!(error instanceof ProtocolError) || error.closes) return;
    }
  }
}

interface Heartbeat {
  /** null: the client may be silent without limit. */
  set(ms: number | null): void;
  /** The client has sent a line. */
  seen(): void;
}

/** Ends a connection whose client is silent for longer than it declared. */
function watchHeartbeat(socket: LineSocket, { clock, log }: LineServerOptions): Heartbeat {
  let seenAt = clock.now();
  let watch = new AbortController();
  const run = async (ms: number, signal: AbortSignal): Promise<void> => {
    for (let leftMs = ms; leftMs > 0; leftMs = seenAt + ms - clock.now()) await clock.sleep(leftMs, signal);
    log(`${peerOf(socket)}: silent for longer than ${ms / 1000} s`);
    socket.destroy();
  };
  return {
    seen: () => (seenAt = clock.now()),
    set: (ms) => {
      watch.abort();
      watch = new AbortController();
      if (ms !== null) run(ms, watch.signal).catch(() => undefined); // rejects only when it is aborted
    },
  };
}

const peerOf = (socket: LineSocket): string =>
  `[${(socket.remoteAddress ?? 'unknown').replace(/^::ffff:/, '')}]:${socket.remotePort ?? 0}`;

function connectionOf(socket: LineSocket, reader: LineReader, heartbeat: Heartbeat): Connection {
  const peer = peerOf(socket);
  const write = (data: string): void => {
    if (socket.writable) socket.write(data);
  };
  return {
    peer,
    address: peer.slice(1, peer.lastIndexOf(']')),
    get isOpen() {
      return !socket.destroyed && socket.writable;
    },
    send: (line) => write(`${line.replaceAll(/[\r\n]+/g, ' / ')}\n`),
    sendData: (header, data) => write(`${header} ${Buffer.byteLength(data)}\n${data}`),
    readBytes: (count) => reader.readBytes(count),
    setHeartbeat: (ms) => heartbeat.set(ms),
    close: () => socket.destroySoon(),
  };
}
