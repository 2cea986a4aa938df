import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { QemuHostError } from '../../errors/lab-errors.ts';
import { pollUntil } from '../../util/poll.ts';
import { minutes } from '../../util/units.ts';
import type { QmpClient } from '../../wire/qmp/qmp-client.ts';
import type { QemuHostFolder } from '../host/qemu-host.ts';
import { HOST_FILES } from '../machine/host-files.ts';

/**
 * Writes the memory and the devices' state of a host that is paused to a file.
 *
 * @throws QemuHostError (`QEMU_HOST_FAILED`, blame lab) - QEMU could not write it; has QEMU's message.
 */
export async function writeMemory(
  monitor: QmpClient,
  host: QemuHostFolder,
  path: string,
  signal: AbortSignal | undefined,
): Promise<void> {
  // A socket, because QEMU ends the program of an `exec:` before that has written everything.
  const socketPath = join(host.directory, HOST_FILES.migration);
  await rm(socketPath, { force: true });
  const server = createServer().listen(socketPath);
  try {
    await once(server, 'listening');
    const written = once(server, 'connection').then(([socket]) => pipeline(socket as Socket, createWriteStream(path)));
    await Promise.all([written, migrate(monitor, host.name, `unix:${socketPath}`, signal)]);
  } finally {
    server.close();
  }
}

async function migrate(monitor: QmpClient, name: string, uri: string, signal: AbortSignal | undefined): Promise<void> {
  await monitor.execute('migrate-set-parameters', { 'max-bandwidth': 10 ** 11 });
  await monitor.execute('migrate', { uri });
  try {
    await awaitMigrated(monitor, name, signal);
  } catch (error) {
    await monitor.execute('migrate_cancel');
    throw error;
  }
}

async function awaitMigrated(monitor: QmpClient, name: string, signal: AbortSignal | undefined): Promise<void> {
  await pollUntil(
    async () => {
      const { status, 'error-desc': reason } = await monitor.execute<Record<string, string>>('query-migrate');
      if (status === 'completed') return { done: true };
      if (status === 'failed' || status === 'cancelled')
        throw new QemuHostError(name, `QEMU could not write its memory: ${reason ?? status}`);
      return { waiting: `QEMU writes its memory (${status})` };
    },
    { subject: `${name}: freezing`, timeoutMs: minutes(5), intervalMs: 50, ...(signal && { signal }) },
  );
}
