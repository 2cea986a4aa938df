import { randomBytes } from 'node:crypto';
import { readlink, rename, rm, symlink } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { prepareVersion, type PreparedVersion, type PrepareVersionOptions } from './prepare-version.ts';

/** The version in use, and the previous one. */
export interface DeployedVersion extends PreparedVersion {
  /** null: none. */
  readonly previous: string | null;
}

/**
 * Makes a version of osstest the one in use: atomically changes the link `current` in the folder of versions. Running
 * processes continue with their version, which stays in its folder. Processes that start through `current` use the new
 * one.
 *
 * @throws RemoteError (`REMOTE_FAILED`, blame lab), RevisionUnknownError (`REVISION_UNKNOWN`, blame operator)
 * @throws DeployError (`DEPLOY_FAILED`, blame lab) - its packages are not available, or it does not start; nothing has
 * changed.
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
  onProgress?.(`version ${version.revision}: is in use from now on (before: ${previous ?? 'none'})`);
  return { ...version, previous };
}

/** Returns the revision in use; null: none was deployed. */
export const deployedVersion = (deployDir: string): Promise<string | null> =>
  readlink(join(deployDir, 'current')).then(
    (target) => basename(target),
    () => null,
  );
