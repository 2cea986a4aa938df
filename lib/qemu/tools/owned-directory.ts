import { randomBytes } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { listNames } from '../../util/list-names.ts';
import { isAlive, ownProcess, type ProcessIdentity } from '../../util/process-identity.ts';
import { runContained } from './run-contained.ts';

const OWNED = /\.new-(\d+)-(\d+)-([0-9a-f-]+)\.[0-9a-f]+$/;

/** Makes a folder for an incomplete result. Its name identifies this process: when the process is gone, the folder can be removed. */
export async function makeOwnedDirectory(parent: string, label: string): Promise<string> {
  const { pid, startTicks, bootId } = ownProcess();
  const path = join(parent, `${label}.new-${pid}-${startTicks}-${bootId}.${randomBytes(4).toString('hex')}`);
  await mkdir(path, { recursive: true });
  return path;
}

/** Whether a name belongs to an incomplete result, which readers must ignore. */
export const isOwnedName = (name: string): boolean => OWNED.test(name);

/** Lists the folders of incomplete results in `parent` whose process is gone. */
export async function findOrphanedDirectories(parent: string): Promise<string[]> {
  const names = await listNames(parent);
  return names.filter((name) => isOrphaned(ownerOf(name))).map((name) => join(parent, name));
}

/** Removes folders, even if an image builder left files of other users in them. */
export async function removeDirectories(paths: readonly string[]): Promise<void> {
  if (paths.length > 0) await runContained(['rm', '-rf', '--', ...paths]);
}

function ownerOf(name: string): ProcessIdentity | null {
  const [, pid, startTicks, bootId] = OWNED.exec(name) ?? [];
  return bootId === undefined ? null : { pid: Number(pid), startTicks: Number(startTicks), bootId };
}

const isOrphaned = (owner: ProcessIdentity | null): boolean => owner !== null && !isAlive(owner);
