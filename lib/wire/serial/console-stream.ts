import type { ChildProcess } from 'node:child_process';
import { connect } from 'node:net';
import type { Duplex, Readable, Writable } from 'node:stream';
import type { SerialDefinition } from '../../../typings/host-definition.ts';
import { spawnTied } from '../../util/subprocess.ts';

/** A byte stream from and to a console. */
export interface ConsoleStream {
  readonly input: Readable;
  readonly output: Writable;
  /** Resolves to the reason when the stream has ended. */
  readonly ended: Promise<string>;
  close(): void;
}

/** The definition of a console that exists. */
export type ReachableSerial = Exclude<SerialDefinition, { readonly method: 'none' }>;

/** Connects to a console, or starts its program. Rejects when the connection fails. */
export function openConsoleStream(definition: ReachableSerial): Promise<ConsoleStream> {
  if (definition.method === 'exec') return Promise.resolve(openProgram(definition.command));
  const where =
    definition.method === 'unix'
      ? { path: definition.socketPath }
      : {
          host: definition.address,
          port: definition.port,
          noDelay: true,
          keepAlive: true,
          keepAliveInitialDelay: 4000,
        };
  return new Promise((resolve, reject) => {
    const socket = connect(where);
    socket.once('error', reject);
    socket.once('connect', () => resolve(ofSocket(socket.off('error', reject))));
  });
}

function ofSocket(socket: Duplex): ConsoleStream {
  let reason = 'the other end closed the connection';
  socket.on('error', (error) => (reason = error.message));
  const ended = new Promise<string>((resolve) => void socket.once('close', () => resolve(reason)));
  socket.once('end', () => socket.destroy());
  return { input: socket, output: socket, ended, close: () => socket.destroy() };
}

function openProgram(command: readonly string[]): ConsoleStream {
  const child = spawnTied(command, { stdio: ['pipe', 'pipe', 'pipe'] });
  const { stdin, stdout, stderr } = child;
  if (stdin === null || stdout === null || stderr === null) throw new Error('no pipes');
  let said = '';
  stdin.on('error', () => undefined); // its exit reports the failure
  stderr.setEncoding('utf8').on('data', (text: string) => (said = (said + text).slice(-1000)));
  return { input: stdout, output: stdin, ended: programEnd(child, command, () => said), close: () => child.kill() };
}

function programEnd(child: ChildProcess, command: readonly string[], said: () => string): Promise<string> {
  return new Promise((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('close', (exitCode, signal) => {
      const last = said().trim().split('\n').at(-1) ?? '';
      resolve(`"${command.join(' ')}" ended with ${exitCode ?? signal}${last === '' ? '' : `: ${last}`}`);
    });
  });
}
