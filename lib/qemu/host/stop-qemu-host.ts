import { join } from 'node:path';
import process from 'node:process';
import { pollUntil } from '../../util/poll.ts';
import { isAlive, type ProcessIdentity } from '../../util/process-identity.ts';
import { seconds } from '../../util/units.ts';
import { openQmp } from '../../wire/qmp/qmp-client.ts';
import { HOST_FILES } from '../machine/host-files.ts';
import type { QemuHostFolder } from './qemu-host.ts';
import { readQemuHost } from './qemu-host-store.ts';

/** Switches a host off without shutting it down: its QEMU exits, its disk and logs stay. Does nothing when it is off. */
export async function stopQemuHost(host: QemuHostFolder): Promise<void> {
  const run = (await readQemuHost(host.directory))?.record.run ?? null;
  if (run === null || !isAlive(run.qemu)) return;
  try {
    await using monitor = await openQmp(join(host.directory, HOST_FILES.qmpControl), { timeoutMs: seconds(3) });
    await monitor.execute('quit', {}, { timeoutMs: seconds(3) });
    await awaitExit(host.name, run.qemu, seconds(3));
  } catch {
    // QEMU is unresponsive, or another process holds its monitor.
    if (isAlive(run.qemu)) process.kill(run.qemu.pid, 'SIGKILL');
    await awaitExit(host.name, run.qemu, seconds(10));
  }
}

async function awaitExit(name: string, qemu: ProcessIdentity, timeoutMs: number): Promise<void> {
  await pollUntil(async () => (isAlive(qemu) ? { waiting: `process ${qemu.pid} still runs` } : { done: true }), {
    subject: `${name}: exit of QEMU`,
    timeoutMs,
    intervalMs: 20,
  });
}
