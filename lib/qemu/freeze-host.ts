import { rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { QemuHostError } from '../errors/lab-errors.ts';
import { systemClock } from '../util/clock.ts';
import { openQmp } from '../wire/qmp/qmp-client.ts';
import { backingOutside, linkStandingDisks, onlyDisk, switchDisk } from './host-disks.ts';
import { readQemuHost, writeQemuHost, type FoundHost } from './host-store.ts';
import type { QemuHost } from './create-host.ts';
import { frozenDigest, frozenDir, frozenPath, readFrozen, type FrozenHost, type FrozenRecord } from './frozen-store.ts';
import { checkLabTools } from './qemu-tools.ts';
import { makeOwnedDirectory, removeDirectories } from './owned-directory.ts';
import { HOST_FILES } from './qemu-command.ts';
import { writeMemory } from './write-memory.ts';

/**
 * Freezes a running host under a key: its memory and disk as they are now. The host is paused meanwhile (about 1 s on a
 * quiet machine) and goes on; its connections stay. Nothing is done if there is a frozen host of this key already.
 *
 * @throws QemuHostError (`QEMU_HOST_FAILED`, blame lab) - it does not run, has disks plugged in, or QEMU could not write its memory.
 */
export async function freezeQemuHost(
  host: QemuHost,
  key: string,
  options: { readonly signal?: AbortSignal | undefined } = {},
): Promise<FrozenHost> {
  const found = await readQemuHost(host.directory);
  if (found === null || !found.running) throw new QemuHostError(host.name, 'it does not run, so it cannot be frozen');
  const { qemuVersion } = await checkLabTools();
  const digest = frozenDigest(key, found.record.machine, qemuVersion);
  const final = frozenPath(host.cacheDir, digest);
  const present = await readFrozen(final);
  if (present !== null) return present;

  const work = await makeOwnedDirectory(frozenDir(host.cacheDir), digest.slice(0, 16));
  try {
    const disks = await freezeInto(work, found, options.signal);
    const frozenAt = new Date(systemClock.now()).toISOString();
    const record: FrozenRecord = { digest, key, frozenAt, ...disks };
    await writeFile(join(work, 'frozen.json'), `${JSON.stringify(record, null, 2)}\n`);
    await publish(work, final);
  } finally {
    await removeDirectories([work]);
  }
  const frozen = await readFrozen(final);
  if (frozen === null) throw new QemuHostError(host.name, `${final} vanished`);
  return frozen;
}

/** Of two that freeze the same at once the first stays; an unusable old one gives way. */
async function publish(work: string, final: string): Promise<void> {
  if ((await readFrozen(final)) !== null) return;
  await rm(final, { recursive: true, force: true });
  await rename(work, final);
}

type FrozenDisks = Pick<FrozenRecord, 'disk' | 'backingPath' | 'boot'>;

async function freezeInto(work: string, host: FoundHost, signal: AbortSignal | undefined): Promise<FrozenDisks> {
  const { directory, record } = host;
  if (record.run === null) throw new QemuHostError(record.name, 'it was never started');
  const { disk, boot } = record.run;
  await using monitor = await openQmp(join(directory, HOST_FILES.qmpLab), { signal });
  const image = await onlyDisk(monitor, record.name);
  await monitor.execute('stop');
  try {
    const fresh = await switchDisk(monitor, directory, disk, image);
    await writeQemuHost(directory, { ...record, run: { ...record.run, disk: fresh } });
    await writeMemory(monitor, { name: record.name, directory }, join(work, 'memory'), signal);
    await linkStandingDisks(directory, fresh, work);
    return { disk, backingPath: backingOutside(directory, image), boot };
  } finally {
    await monitor.execute('cont');
  }
}
