import { join } from 'node:path';
import process from 'node:process';
import { pollUntil } from '../util/poll.ts';
import { isAlive, type ProcessIdentity } from '../util/process-identity.ts';
import { seconds } from '../util/units.ts';
import { openQmp } from '../wire/qmp/qmp-client.ts';
import { readQemuHost } from './host-store.ts';
import type { QemuHost } from './create-host.ts';
import { HOST_FILES } from './qemu-command.ts';

/** Pulls the plug of a host: its QEMU ends, its disk and logs stay. Does nothing when it is off. */
export async function stopQemuHost(host: Pick<QemuHost, 'name' | 'directory'>): Promise<void> {
  const run = (await readQemuHost(host.directory))?.record.run ?? null;
  if (run === null || !isAlive(run.qemu)) return;
  try {
    await using monitor = await openQmp(join(host.directory, HOST_FILES.qmpLab), { timeoutMs: seconds(3) });
    await monitor.execute('quit', {}, { timeoutMs: seconds(3) });
    await awaitEnd(host.name, run.qemu, seconds(3));
  } catch {
    // QEMU hangs, or somebody else holds its monitor: it is ended in the other way.
    if (isAlive(run.qemu)) process.kill(run.qemu.pid, 'SIGKILL');
    await awaitEnd(host.name, run.qemu, seconds(10));
  }
}

async function awaitEnd(name: string, qemu: ProcessIdentity, timeoutMs: number): Promise<void> {
  await pollUntil(async () => (isAlive(qemu) ? { waiting: `process ${qemu.pid} still runs` } : { done: true }), {
    subject: `${name}: end of QEMU`,
    timeoutMs,
    intervalMs: 20,
  });
}
