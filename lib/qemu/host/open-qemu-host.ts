import { join } from 'node:path';
import { QemuHostError } from '../../errors/lab-errors.ts';
import { ownProcess } from '../../util/process-identity.ts';
import { HOST_FILES } from '../machine/host-files.ts';
import { defineQemuHost } from './define-qemu-host.ts';
import type { QemuHost } from './qemu-host.ts';
import { qemuHostsDir, readQemuHost } from './qemu-host-store.ts';
import { removeQemuHost } from './remove-qemu-host.ts';

/**
 * Opens a QEMU host that this process or another one has created.
 *
 * @throws QemuHostError (`QEMU_HOST_FAILED`, blame lab) - there is no host of this name.
 */
export async function openQemuHost(stateDir: string, name: string): Promise<QemuHost> {
  const directory = join(qemuHostsDir(stateDir), name);
  const found = await readQemuHost(directory);
  if (found === null) throw new QemuHostError(name, `there is no such host in ${qemuHostsDir(stateDir)}`);
  const { pid, startTicks, bootId } = ownProcess();
  const { owner, cacheDir } = found.record;
  const isOwn = owner?.pid === pid && owner.startTicks === startTicks && owner.bootId === bootId;
  return {
    name,
    directory,
    cacheDir,
    definition: defineQemuHost(found),
    serialLogPath: join(directory, HOST_FILES.serialLog),
    qmpEventsPath: join(directory, HOST_FILES.qmpEvents),
    [Symbol.asyncDispose]: async () => {
      if (isOwn) await removeQemuHost({ name, directory });
    },
  };
}
