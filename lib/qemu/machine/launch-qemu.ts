import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { QemuHostError } from '../../errors/lab-errors.ts';
import { describeError } from '../../errors/osstest-error.ts';
import { pollUntil } from '../../util/poll.ts';
import { identifyProcess, type ProcessIdentity } from '../../util/process-identity.ts';
import { spawnTied } from '../../util/subprocess.ts';
import { seconds } from '../../util/units.ts';
import { openQmp, type QmpClient } from '../../wire/qmp/qmp-client.ts';
import { HOST_FILES } from './host-files.ts';

export interface LaunchOptions {
  readonly name: string;
  /** The working directory of QEMU. */
  readonly directory: string;
  readonly command: readonly string[];
  /** QEMU is killed when this process exits or is killed. */
  readonly tied: boolean;
  /** Memory to continue from; the command has `-incoming fd:3` then. */
  readonly memoryPath?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Starts QEMU and returns when the host's processors run.
 *
 * @throws QemuHostError (`QEMU_HOST_FAILED`, blame lab) - QEMU exited, or did not run the processors; has QEMU's message.
 */
export async function launchQemu(options: LaunchOptions): Promise<ProcessIdentity> {
  const child = await spawnQemu(options);
  try {
    await using monitor = await connectMonitor(child, options);
    await awaitRunning(monitor, options);
    const qemu = identifyProcess(child.pid ?? 0);
    if (qemu === null) throw new Error('QEMU exited immediately');
    child.unref();
    return qemu;
  } catch (cause) {
    child.kill('SIGKILL');
    options.signal?.throwIfAborted();
    const output = (await readFile(join(options.directory, HOST_FILES.qemuLog), 'utf8').catch(() => '')).trim();
    const reason = output === '' ? describeError(cause) : (output.split('\n').at(-1) ?? '');
    throw new QemuHostError(options.name, `QEMU did not start: ${reason}`, { cause });
  }
}

async function spawnQemu({ command, directory, tied, memoryPath }: LaunchOptions): Promise<ChildProcess> {
  await using log = await open(join(directory, HOST_FILES.qemuLog), 'w');
  await using state = memoryPath === undefined ? null : await open(memoryPath, 'r');
  const stdio = ['ignore' as const, log.fd, log.fd, ...(state === null ? [] : [state.fd])];
  const [program = '', ...args] = command;
  const child = tied
    ? spawnTied(command, { cwd: directory, stdio })
    : spawn(program, args, { cwd: directory, stdio, detached: true });
  await once(child, 'spawn');
  return child;
}

function connectMonitor(child: ChildProcess, { name, directory, signal }: LaunchOptions): Promise<QmpClient> {
  const socketPath = join(directory, HOST_FILES.qmpControl);
  return pollUntil(
    async () => {
      if (child.exitCode !== null || child.signalCode !== null) throw new Error('QEMU exited immediately');
      try {
        return { done: await openQmp(socketPath, { signal, timeoutMs: seconds(30) }) };
      } catch (error) {
        signal?.throwIfAborted();
        return { waiting: describeError(error) };
      }
    },
    { subject: `${name}: monitor of QEMU`, timeoutMs: seconds(60), intervalMs: 50, ...(signal && { signal }) },
  );
}

async function awaitRunning(monitor: QmpClient, { name, signal }: LaunchOptions): Promise<void> {
  await pollUntil(
    async () => {
      const { status } = await monitor.execute<{ status: string }>('query-status', {}, { signal });
      if (status === 'running') return { done: true };
      // A host is paused while it is frozen, so a thawed host is paused at first.
      if (status === 'paused' || status === 'postmigrate') await monitor.execute('cont', {}, { signal });
      return { waiting: status };
    },
    { subject: `${name}: processors of the host`, timeoutMs: seconds(120), intervalMs: 50, ...(signal && { signal }) },
  );
}
