import { join } from 'node:path';
import process from 'node:process';
import { pollUntil } from '../util/poll.ts';
import { isAlive, type ProcessIdentity } from '../util/process-identity.ts';
import { seconds } from '../util/units.ts';
import { openQmp } from '../wire/qmp/qmp-client.ts';
import { readBox } from './host-store.ts';
import type { Box } from './create-host.ts';
import { BOX_FILES } from './qemu-command.ts';

/** Pulls the plug of a box: its QEMU ends, its disk and logs stay. Does nothing when it is off. */
export async function stopBox(box: Pick<Box, 'name' | 'directory'>): Promise<void> {
  const run = (await readBox(box.directory))?.record.run ?? null;
  if (run === null || !isAlive(run.qemu)) return;
  try {
    await using monitor = await openQmp(join(box.directory, BOX_FILES.qmpLab), { timeoutMs: seconds(3) });
    await monitor.execute('quit', {}, { timeoutMs: seconds(3) });
    await awaitEnd(box.name, run.qemu, seconds(3));
  } catch {
    // QEMU hangs, or somebody else holds its monitor: it is ended in the other way.
    if (isAlive(run.qemu)) process.kill(run.qemu.pid, 'SIGKILL');
    await awaitEnd(box.name, run.qemu, seconds(10));
  }
}

async function awaitEnd(name: string, qemu: ProcessIdentity, timeoutMs: number): Promise<void> {
  await pollUntil(async () => (isAlive(qemu) ? { waiting: `process ${qemu.pid} still runs` } : { done: true }), {
    subject: `${name}: end of QEMU`,
    timeoutMs,
    intervalMs: 20,
  });
}
