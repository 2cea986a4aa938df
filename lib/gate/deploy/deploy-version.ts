import { randomBytes } from 'node:crypto';
import { readlink, rename, rm, symlink } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { prepareVersion, type PreparedVersion, type PrepareVersionOptions } from './prepare-version.ts';

/** A version that is used from now on, and the one that was. */
export interface DeployedVersion extends PreparedVersion {
  /** null: none. */
  readonly previous: string | null;
}

/**
 * Makes a version of osstest the one that is used: `current` in the folder of versions leads to it from one moment to the next.
 * What runs goes on with the version that it was started with, since that stays where it is; what is started by way of
 * `current` afterwards is the new one.
 *
 * @throws RemoteError (`REMOTE_FAILED`, blame lab), RevisionUnknownError (`REVISION_UNKNOWN`, blame operator)
 * @throws DeployError (`DEPLOY_FAILED`, blame lab) - its packages cannot be had, or it does not start; nothing is changed.
 */
export async function deployVersion(options: PrepareVersionOptions): Promise<DeployedVersion> {
  const version = await prepareVersion(options);
  const { deployDir, onProgress } = options;
  const previous = await deployedVersion(deployDir);
  const link = join(deployDir, `.current-${randomBytes(6).toString('hex')}`);
  await symlink(join('versions', version.revision), link);
  try {
    await rename(link, join(deployDir, 'current'));
  } catch (error) {
    await rm(link, { force: true });
    throw error;
  }
  onProgress?.(`version ${version.revision}: is used from now on (before: ${previous ?? 'none'})`);
  return { ...version, previous };
}

/** The revision that is used; null: none was deployed. */
export const deployedVersion = (deployDir: string): Promise<string | null> =>
  readlink(join(deployDir, 'current')).then(
    (target) => basename(target),
    () => null,
  );
