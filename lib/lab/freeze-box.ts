import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { copyFile, link, rename, rm, writeFile } from 'node:fs/promises';
import { createServer, type Socket } from 'node:net';
import { join, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { BoxError } from '../errors/lab-errors.ts';
import { systemClock } from '../util/clock.ts';
import { listNames } from '../util/list-names.ts';
import { pollUntil } from '../util/poll.ts';
import { run } from '../util/subprocess.ts';
import { minutes } from '../util/units.ts';
import { openQmp, type QmpClient } from '../wire/qmp/qmp-client.ts';
import { readBox, type FoundBox } from './box-store.ts';
import type { Box } from './create-box.ts';
import { frozenDigest, frozenDir, frozenPath, readFrozen, type FrozenBox, type FrozenRecord } from './frozen-store.ts';
import { checkLabTools } from './lab-tools.ts';
import { makeOwnedDirectory, removeDirectories } from './owned-directory.ts';
import { BOX_FILES } from './qemu-command.ts';

/**
 * Freezes a running box under a key: its memory and disk as they are now. The box is paused meanwhile (about 1 s on a
 * quiet machine) and goes on; its connections stay. Nothing is done if there is a frozen box of this key already.
 *
 * @throws BoxError (`BOX_FAILED`, blame lab) - it does not run, has disks plugged in, or QEMU could not write its memory.
 */
export async function freezeBox(
  box: Box,
  key: string,
  options: { readonly signal?: AbortSignal | undefined } = {},
): Promise<FrozenBox> {
  const found = await readBox(box.directory);
  if (found === null || !found.running) throw new BoxError(box.name, 'it does not run, so it cannot be frozen');
  const { qemuVersion } = await checkLabTools();
  const digest = frozenDigest(key, found.record.machine, qemuVersion);
  const final = frozenPath(box.cacheDir, digest);
  const present = await readFrozen(final);
  if (present !== null) return present;

  const work = await makeOwnedDirectory(frozenDir(box.cacheDir), digest.slice(0, 16));
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
  if (frozen === null) throw new BoxError(box.name, `${final} vanished`);
  return frozen;
}

/** Of two that freeze the same at once the first stays; an unusable old one gives way. */
async function publish(work: string, final: string): Promise<void> {
  if ((await readFrozen(final)) !== null) return;
  await rm(final, { recursive: true, force: true });
  await rename(work, final);
}

type FrozenDisks = Pick<FrozenRecord, 'disk' | 'backingPath'>;

async function freezeInto(work: string, box: FoundBox, signal: AbortSignal | undefined): Promise<FrozenDisks> {
  const { directory } = box;
  await using monitor = await openQmp(join(directory, BOX_FILES.qmpLab), { signal });
  const image = await onlyDisk(monitor, box.record.name);
  await monitor.execute('stop');
  try {
    const disk = await switchDisk(monitor, directory, image['virtual-size']);
    await writeMemory(monitor, box, join(work, 'memory'), signal);
    const standing = (await listNames(directory)).filter((name) => STANDING_DISK.test(name));
    for (const name of standing) await linkOrCopy(join(directory, name), join(work, name));
    return { disk, backingPath: outsideOf(directory, image) };
  } finally {
    await monitor.execute('cont');
  }
}

interface DiskImage {
  readonly filename: string;
  readonly 'virtual-size': number;
  readonly 'backing-image'?: DiskImage;
}

async function onlyDisk(monitor: QmpClient, name: string): Promise<DiskImage> {
  const devices = await monitor.execute<{ inserted?: { image: DiskImage } }[]>('query-block');
  const images = devices.flatMap(({ inserted }) => (inserted === undefined ? [] : [inserted.image]));
  const [image] = images;
  if (image === undefined || images.length > 1)
    throw new BoxError(name, `it has ${images.length} disks; only a box with its own disk alone can be frozen`);
  return image;
}

/** The first of a chain of disks that does not lie in the box's folder. */
function outsideOf(directory: string, image: DiskImage): string {
  const path = resolve(directory, image.filename);
  const below = image['backing-image'];
  return path.startsWith(`${directory}/`) && below !== undefined ? outsideOf(directory, below) : path;
}

/** A disk of a box that stands still since a freezing; the next one in the chain names it by its bare name. */
const STANDING_DISK = /^disk-\d+\.qcow2$/;

/**
 * From here on the box writes to a new disk over its present one, which never changes again. Both stay in the box's
 * folder, and the frozen box gets links, so neither needs the other.
 *
 * @returns name of the disk that stands still.
 */
async function switchDisk(monitor: QmpClient, directory: string, sizeBytes: number): Promise<string> {
  const path = join(directory, BOX_FILES.disk);
  const standing = `disk-${systemClock.now()}.qcow2`;
  await rename(path, join(directory, standing));
  try {
    await run([
      'qemu-img',
      'create',
      '-q',
      '-f',
      'qcow2',
      '-u',
      '-b',
      standing,
      '-F',
      'qcow2',
      path,
      String(sizeBytes),
    ]);
    const snapshot = { device: 'disk', 'snapshot-file': path, format: 'qcow2', mode: 'existing' };
    await monitor.execute('blockdev-snapshot-sync', snapshot);
  } catch (error) {
    await rename(join(directory, standing), path);
    throw error;
  }
  return standing;
}

async function writeMemory(
  monitor: QmpClient,
  box: FoundBox,
  path: string,
  signal: AbortSignal | undefined,
): Promise<void> {
  // A socket, since QEMU ends the program of an `exec:` before it has written everything.
  const socketPath = join(box.directory, BOX_FILES.migration);
  await rm(socketPath, { force: true });
  const server = createServer().listen(socketPath);
  try {
    await once(server, 'listening');
    const written = once(server, 'connection').then(([socket]) => pipeline(socket as Socket, createWriteStream(path)));
    await Promise.all([written, migrate(monitor, box.record.name, `unix:${socketPath}`, signal)]);
  } finally {
    server.close();
  }
}

async function migrate(monitor: QmpClient, name: string, uri: string, signal: AbortSignal | undefined): Promise<void> {
  await monitor.execute('migrate-set-parameters', { 'max-bandwidth': 10 ** 11 });
  await monitor.execute('migrate', { uri });
  await pollUntil(
    async () => {
      const { status, 'error-desc': reason } = await monitor.execute<Record<string, string>>('query-migrate');
      if (status === 'completed') return { done: true };
      if (status === 'failed' || status === 'cancelled')
        throw new BoxError(name, `QEMU could not write its memory: ${reason ?? status}`);
      return { waiting: `QEMU writes its memory (${status})` };
    },
    { subject: `${name}: freezing`, timeoutMs: minutes(5), intervalMs: 50, ...(signal && { signal }) },
  );
}

/** A link costs nothing; state and cache may lie on different file systems. */
async function linkOrCopy(from: string, to: string): Promise<void> {
  try {
    await link(from, to);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EXDEV') throw error;
    await copyFile(from, to);
  }
}
