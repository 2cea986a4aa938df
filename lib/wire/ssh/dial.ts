import { readFile } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import ssh2 from 'ssh2';
import type { Client, ConnectConfig } from 'ssh2';
import type { SshTarget } from '../../../typings/wire.ts';
import { SshConnectionError, type SshHostKeyError } from '../../errors/ssh-errors.ts';
import { onAbort } from '../../util/abort.ts';
import type { Clock } from '../../util/clock.ts';
import { describeError } from '../../errors/osstest-error.ts';
import { startTimer } from '../../util/timer.ts';
import { explainSshFailure, whereOf } from './explain-failure.ts';
import type { HostKeyBook } from './host-keys.ts';
import { createLanePool } from './lane-pool.ts';
import { createSlots } from '../../util/slots.ts';
import type { Link } from './link.ts';

export interface DialOptions {
  readonly hostKeys: HostKeyBook;
  /** Time limit of TCP connection, handshake and login together. */
  readonly timeoutMs: number;
  /** Interval of keepalive messages. A host that is silent for about four intervals is treated as lost. */
  readonly keepaliveMs: number;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/**
 * Connects to a host and logs in.
 *
 * @throws SshConnectionError (`SSH_CONNECTION_FAILED`, blame lab), SshHostKeyError (`SSH_HOST_KEY_MISMATCH`, blame lab).
 * @throws The signal's reason when it is aborted.
 */
export async function dial(target: SshTarget, options: DialOptions): Promise<Link> {
  const stop = new AbortController();
  const phase = { name: 'no answer' };
  const late = (): SshConnectionError =>
    new SshConnectionError(
      target.name,
      'timed-out',
      `${whereOf(target)}: ${phase.name} within ${options.timeoutMs / 1000} s`,
    );
  const stopTimer = startTimer(options.timeoutMs, () => stop.abort(late()), options.clock);
  const cancel = onAbort(options.signal, (reason) => stop.abort(reason));
  try {
    options.signal.throwIfAborted();
    const privateKey = await readIdentity(target);
    const socket = await openSocket(target, stop.signal);
    phase.name = 'connected, but no ssh login';
    return await logIn(target, socket, privateKey, { ...options, signal: stop.signal });
  } finally {
    stopTimer();
    cancel();
  }
}

async function readIdentity(target: SshTarget): Promise<Buffer> {
  try {
    return await readFile(target.identityPath);
  } catch (cause) {
    const message = `the private key cannot be read: ${describeError(cause)}`;
    throw new SshConnectionError(target.name, 'identity', message, { cause });
  }
}

/** Opens the byte stream to the host. Nagle's algorithm is off, since it costs 40 ms a command. */
async function openSocket(target: SshTarget, signal: AbortSignal): Promise<Duplex> {
  signal.throwIfAborted();
  try {
    if (target.openStream !== undefined) return await target.openStream(signal);
    return await openTcp(target, signal);
  } catch (cause) {
    signal.throwIfAborted();
    throw explainSshFailure(target, cause);
  }
}

function openTcp(target: SshTarget, signal: AbortSignal): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: target.address, port: target.port, noDelay: true });
    const fail = (error: unknown): void => {
      socket.destroy();
      reject(error as Error);
    };
    const cancel = onAbort(signal, fail);
    socket.once('error', fail).once('connect', () => {
      cancel();
      socket.off('error', fail);
      resolve(socket);
    });
  });
}

function logIn(target: SshTarget, socket: Duplex, privateKey: Buffer, options: DialOptions): Promise<Link> {
  return new Promise((resolve, reject) => {
    const client = new ssh2.Client();
    const lost = new AbortController();
    const keyError: { error: SshHostKeyError | null } = { error: null };
    let firstError: Error | undefined; // later errors are consequences of the first
    const cancel = onAbort(options.signal, (reason) => {
      socket.destroy();
      reject(reason);
    });
    client.on('error', (error) => {
      firstError ??= error;
      socket.destroy(); // the connection is unusable after any error
    });
    client.once('close', () => {
      cancel();
      const error = keyError.error ?? explainSshFailure(target, firstError);
      lost.abort(error);
      reject(error);
    });
    client.once('ready', () => {
      cancel();
      const close = (): Promise<void> => closeLink(client, socket, lost.signal, options.clock);
      const sessions = { lanes: createLanePool(4), sessions: createSlots(4), killers: createSlots(2) };
      resolve({ target, client, lost: lost.signal, ...sessions, close });
    });
    if (options.signal.aborted) return;
    try {
      client.connect(clientConfig(target, socket, privateKey, options, keyError));
    } catch (cause) {
      socket.destroy(); // ssh2 throws for a key that it cannot parse
      reject(
        new SshConnectionError(target.name, 'identity', `${target.identityPath}: ${describeError(cause)}`, { cause }),
      );
    }
  });
}

function clientConfig(
  target: SshTarget,
  socket: Duplex,
  privateKey: Buffer,
  options: DialOptions,
  keyError: { error: SshHostKeyError | null },
): ConnectConfig {
  const algorithms = options.hostKeys.algorithms();
  return {
    sock: socket,
    username: target.user,
    privateKey,
    authHandler: ['publickey'],
    readyTimeout: 0, // the time limit of dial covers the TCP phase too
    keepaliveInterval: options.keepaliveMs,
    keepaliveCountMax: 3,
    hostVerifier: (rawKey: Buffer) => {
      keyError.error = options.hostKeys.check(rawKey);
      return keyError.error === null;
    },
    ...(algorithms === null ? {} : { algorithms: { serverHostKey: algorithms as never } }),
  };
}

function closeLink(client: Client, socket: Duplex, lost: AbortSignal, clock: Clock): Promise<void> {
  if (lost.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const hardEnd = (): void => {
      socket.destroy();
      resolve(); // a tunnel through an unresponsive host closes only later
    };
    const stopTimer = startTimer(1000, hardEnd, clock);
    const done = (): void => {
      stopTimer();
      resolve();
    };
    onAbort(lost, done);
    client.end();
  });
}
