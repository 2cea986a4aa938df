import type { ChildProcess } from 'node:child_process';
import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { once } from 'node:events';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import type { SshTarget } from '../../../typings/wire.ts';
import { run, spawnTied, splitLines } from '../../util/subprocess.ts';
import { pollUntil } from '../../util/poll.ts';
import { freePort } from '../machine/free-port.ts';
import { connect } from 'node:net';

export interface RealSshdOptions {
  /** Additional lines of sshd_config. */
  readonly config?: readonly string[];
  /** The port; default: a free one. */
  readonly port?: number;
  /** Whether each command runs the start-up files of the account, as with sshd; they may take a second each. */
  readonly startUpFiles?: boolean;
}

/** A private OpenSSH server on the loopback, with its own keys, for the account that runs the tests. */
export interface RealSshd extends AsyncDisposable {
  readonly target: SshTarget;
  /** `ssh-ed25519 AAAA...`. */
  readonly hostKey: string;
  /** Arguments with which the programs `ssh` and `scp` reach it, without user and host. */
  readonly clientOptions: readonly string[];
  readonly folder: string;
  /** Returns the log of the server. */
  log(): string;
  /** Stops the server; existing connections continue. */
  stop(): Promise<void>;
  /** Starts the server again on the same port, optionally with new host keys. */
  start(options?: { readonly newHostKey: boolean }): Promise<void>;
  /** Kills all processes of the connections, as a crash of the host would, and returns their number. */
  killConnections(): Promise<number>;
}

/**
 * Starts sshd. Works as root and as an ordinary user. The server exits with this process.
 *
 * @throws ToolMissingError (`TOOL_MISSING`, blame lab) - no OpenSSH server is installed.
 */
export async function startRealSshd(options: RealSshdOptions = {}): Promise<RealSshd> {
  const folder = await mkdtemp(join(tmpdir(), 'osstest-sshd-'));
  const user = userInfo().username;
  const port = options.port ?? (await freePort());
  const server: { child: ChildProcess | null; log: string } = { child: null, log: '' };
  const file = (name: string): string => join(folder, name);
  await makeKey(file('identity'));
  await makeKey(file('host-key'));
  await writeFile(file('sshd_config'), await configText(folder, port, options));
  if (process.getuid?.() === 0) await mkdir('/run/sshd', { recursive: true }); // compiled in; Debian's unit creates it, too
  const start = async (): Promise<void> => {
    server.child = spawnTied(['/usr/sbin/sshd', '-D', '-e', '-f', file('sshd_config')], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    server.child.stderr?.setEncoding('utf8').on(
      'data',
      splitLines((line) => (server.log += `${line}\n`)),
    );
    await untilAnswers(server.child, port, () => server.log);
  };
  const stop = async (): Promise<void> => {
    const child = server.child;
    server.child = null;
    if (child === null || child.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, 'exit');
    child.kill('SIGTERM');
    await exited;
  };
  const killConnections = async (): Promise<number> => {
    const pids = server.child?.pid === undefined ? [] : await descendantsOf(server.child.pid);
    for (const pid of pids) killIfThere(pid);
    return pids.length;
  };
  await start();
  const hostKey = await publicKey(file('host-key'));
  return {
    target: { name: 'sshd', address: '127.0.0.1', port, user, identityPath: file('identity'), hostKeys: [hostKey] },
    hostKey,
    clientOptions: clientOptions(folder, port),
    folder,
    log: () => server.log,
    stop,
    start: async (again) => {
      await stop();
      if (again?.newHostKey === true) {
        await rm(file('host-key'));
        await makeKey(file('host-key'));
      }
      await start();
    },
    killConnections,
    [Symbol.asyncDispose]: async () => {
      await killConnections();
      await stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function configText(folder: string, port: number, options: RealSshdOptions): Promise<string> {
  return [
    `Port ${port}`,
    'ListenAddress 127.0.0.1',
    `HostKey ${folder}/host-key`,
    `AuthorizedKeysFile ${folder}/identity.pub`,
    'PidFile none',
    'StrictModes no', // the folder is below /tmp
    'PermitRootLogin yes',
    'PasswordAuthentication no',
    'KbdInteractiveAuthentication no',
    `UsePAM ${(await isLocked()) ? 'yes' : 'no'}`,
    'MaxStartups 200',
    'UseDNS no',
    'Subsystem sftp internal-sftp',
    // bash reads ~/.bashrc when sshd starts it, unless it detects that another shell started it
    ...(options.startUpFiles === true ? [] : ['SetEnv SHLVL=1']),
    ...(options.config ?? []),
    '',
  ].join('\n');
}

/** Returns whether the account is locked; sshd accepts a locked account only through PAM. */
async function isLocked(): Promise<boolean> {
  if (process.getuid?.() !== 0) return false;
  const shadow = await readFile('/etc/shadow', 'utf8').catch(() => '');
  return /^root:!/m.test(shadow);
}

const clientOptions = (folder: string, port: number): readonly string[] =>
  [
    `-F none -i ${folder}/identity -o Port=${port} -o BatchMode=yes -o LogLevel=ERROR`,
    '-o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null',
  ].flatMap((line) => line.split(' '));

/** Creates a key and, beside it, its public half. */
export const makeKey = (path: string): Promise<unknown> =>
  run(['ssh-keygen', '-q', '-t', 'ed25519', '-N', '', '-C', '', '-f', path]).then(() => undefined);

/** Returns the public half of a key, as in known_hosts. */
export const publicKey = async (path: string): Promise<string> =>
  (await readFile(`${path}.pub`, 'utf8')).trim().split(' ').slice(0, 2).join(' ');

async function untilAnswers(child: ChildProcess, port: number, log: () => string): Promise<void> {
  const look = async (): Promise<{ done: true } | { waiting: string }> => {
    if (child.exitCode !== null) throw new Error(`sshd exited ${child.exitCode}: ${log()}`);
    return (await answers(port)) ? { done: true } : { waiting: 'not listening' };
  };
  await pollUntil(look, { subject: `sshd on port ${port}`, timeoutMs: 10_000, intervalMs: 20 });
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('error', () => resolve(false));
    socket.once('data', () => {
      socket.destroy();
      resolve(true);
    });
  });
}

function killIfThere(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error; // it exited with an earlier killed process
  }
}

async function descendantsOf(ancestor: number): Promise<number[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number);
  const stats = await Promise.all(pids.map((pid) => readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')));
  const parents = new Map(pids.map((pid, i) => [pid, Number(/\) \S (\d+)/.exec(stats[i] ?? '')?.[1])]));
  const found = new Set([ancestor]);
  for (let before = 0; before < found.size;) {
    before = found.size;
    for (const [pid, parent] of parents) if (found.has(parent)) found.add(pid);
  }
  found.delete(ancestor);
  return [...found];
}
