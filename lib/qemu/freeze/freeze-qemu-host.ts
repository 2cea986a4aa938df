import { rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { QemuHostError } from '../../errors/lab-errors.ts';
import { systemClock } from '../../util/clock.ts';
import { openQmp } from '../../wire/qmp/qmp-client.ts';
import { backingOutside, linkUnchangingDisks, onlyDisk, switchDisk } from '../disk/host-disks.ts';
import type { FoundHost } from '../host/qemu-host-record.ts';
import { readQemuHost, writeQemuHost } from '../host/qemu-host-store.ts';
import type { QemuHost } from '../host/qemu-host.ts';
import type { FrozenHost } from '../host/frozen-host.ts';
import { frozenDigest, frozenDir, frozenPath, readFrozen, type FrozenRecord } from './frozen-store.ts';
import { checkQemuTools } from '../tools/qemu-tools.ts';
import { makeOwnedDirectory, removeDirectories } from '../tools/owned-directory.ts';
import { HOST_FILES } from '../machine/host-files.ts';
import { writeMemory } from './write-memory.ts';

/**
 * Freezes a running host: stores its memory and disk under a key. Returns the frozen host.
 *
 * The host is paused for this (about 1 s on an idle machine) and then continues; its connections stay. Does nothing if a
 * frozen host of this key exists.
 *
 * @throws QemuHostError (`QEMU_HOST_FAILED`, blame lab) - the host does not run, has disks attached, or QEMU could not write its memory.
 */
export async function freezeQemuHost(
  host: QemuHost,
  key: string,
  options: { readonly signal?: AbortSignal | undefined } = {},
): Promise<FrozenHost> {
  const found = await readQemuHost(host.directory);
  if (found === null || !found.running) throw new QemuHostError(host.name, 'it does not run, so it cannot be frozen');
  const { qemuVersion } = await checkQemuTools();
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

/** Moves the frozen host to its final place. If two processes freeze the same key, the first one stays; an unusable old one is replaced. */
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
  await using monitor = await openQmp(join(directory, HOST_FILES.qmpControl), { signal });
  const image = await onlyDisk(monitor, record.name);
  await monitor.execute('stop');
  try {
    const fresh = await switchDisk(monitor, directory, disk, image);
    await writeQemuHost(directory, { ...record, run: { ...record.run, disk: fresh } });
    await writeMemory(monitor, { name: record.name, directory }, join(work, 'memory'), signal);
    await linkUnchangingDisks(directory, fresh, work);
    return { disk, backingPath: backingOutside(directory, image), boot };
  } finally {
    await monitor.execute('cont');
  }
}
