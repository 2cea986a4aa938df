import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import ssh2 from 'ssh2';
import type { Connection, ServerChannel, Session } from 'ssh2';
import { makeKey, publicKey } from '../peers/real-sshd.ts';
import type { SshTarget } from '../../../typings/wire.ts';

/** How the server answers. */
export interface FakeSshOptions {
  /** Called for each command line; default: the server runs it with `sh` on this machine. */
  readonly onExec?: (command: string, channel: ServerChannel) => void;
  /** The maximum number of sessions in one connection, as MaxSessions of sshd; default 10. */
  readonly maxSessions?: number;
  /** Whether the key is accepted; default true. */
  readonly acceptKey?: boolean;
}

/** An SSH server in this process, for behaviour that a real sshd cannot be configured to show. */
export interface FakeSshServer extends AsyncDisposable {
  /** Address, user and key for a client. */
  readonly target: SshTarget;
  /** The command lines that clients sent, oldest first. */
  readonly commands: readonly string[];
  /** Returns the number of logins. */
  logins(): number;
  /** Returns the maximum number of sessions that were open at the same time. */
  mostSessions(): number;
}

/**
 * Starts an SSH server on the loopback address.
 *
 * @example
 * import { openSsh } from 'osstest';
 * import { startFakeSshServer } from 'osstest/testing';
 *
 * await using server = await startFakeSshServer();
 * await using ssh = openSsh(server.target);
 * console.log((await ssh.exec('uname')).stdout);
 */
export async function startFakeSshServer(options: FakeSshOptions = {}): Promise<FakeSshServer> {
  const folder = await mkdtemp(join(tmpdir(), 'osstest-fake-ssh-'));
  const identityPath = join(folder, 'identity');
  await makeKey(identityPath);
  await makeKey(join(folder, 'host'));
  const hostKey = await readFile(join(folder, 'host'), 'utf8');
  const seen = { commands: [] as string[], logins: 0, mostSessions: 0 };
  const clients = new Set<Connection>();
  const server = new ssh2.Server({ hostKeys: [hostKey] }, (client) => {
    clients.add(client);
    (client as Connection & { setNoDelay(isOn: boolean): void }).setNoDelay(true); // as sshd does; with Nagle's: +90 ms a command
    client.on('close', () => clients.delete(client)).on('error', () => undefined);
    client.on('authentication', (login) => {
      if (login.method === 'publickey' && options.acceptKey !== false) login.accept();
      else login.reject(['publickey']);
    });
    client.on('ready', () => {
      seen.logins++;
      serve(client, options, seen);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address: unknown = server.address();
  const { port } = address as { port: number };
  return {
    target: {
      name: 'fake',
      address: '127.0.0.1',
      port,
      user: 'root',
      identityPath,
      hostKeys: [await publicKey(join(folder, 'host'))],
    },
    commands: seen.commands,
    logins: () => seen.logins,
    mostSessions: () => seen.mostSessions,
    [Symbol.asyncDispose]: async () => {
      for (const client of clients) client.end();
      await new Promise<void>((resolve) => void server.close(() => resolve()));
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function serve(client: Connection, options: FakeSshOptions, seen: { commands: string[]; mostSessions: number }): void {
  let open = 0;
  client.on('session', (accept, reject) => {
    if (open >= (options.maxSessions ?? 10)) return reject();
    seen.mostSessions = Math.max(seen.mostSessions, ++open);
    const session: Session = accept();
    session.on('close', () => open--);
    session.on('exec', (acceptExec, _rejectExec, info) => {
      seen.commands.push(info.command);
      const channel = acceptExec();
      if (options.onExec === undefined) runHere(info.command, channel);
      else options.onExec(info.command, channel);
    });
  });
  client.on('tcpip', (accept, reject, info) => {
    const socket = connect(info.destPort, info.destIP);
    socket.once('error', () => reject());
    socket.once('connect', () => {
      const channel = accept();
      socket.removeAllListeners('error').on('error', () => channel.destroy());
      channel.on('error', () => socket.destroy()).on('close', () => socket.destroy());
      socket.pipe(channel).pipe(socket);
    });
  });
}

/** Runs a command in its own process group. As sshd, reports its exit when no process holds its output. */
function runHere(command: string, channel: ServerChannel): void {
  const child = spawn('sh', ['-c', command], { detached: true, stdio: 'pipe' });
  channel.pipe(child.stdin);
  child.stdin.on('error', () => undefined);
  channel.on('error', () => undefined);
  child.stdout.pipe(channel, { end: false });
  child.stderr.pipe(channel.stderr, { end: false });
  child.once('close', (code, signal) => {
    if (signal === null) channel.exit(code ?? 0);
    else channel.exit(signal.replace(/^SIG/, ''), false, '');
    channel.end();
  });
}
