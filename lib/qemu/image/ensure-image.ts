import { statfs } from 'node:fs/promises';
import { LabSetupError } from '../../errors/lab-errors.ts';
import { systemClock, type Clock } from '../../util/clock.ts';
import { acquireProcessLock } from '../../util/process-lock.ts';
import { days, formatDuration } from '../../util/units.ts';
import type { Emitter } from '../../../typings/events.ts';
import { buildImage } from './build-image.ts';
import { findImage, type HostImage } from './image-cache.ts';
import { imageRecipe, recipeDigest, type ImageKind } from './image-recipe.ts';
import { ensureQemuKeys } from '../tools/qemu-keys.ts';
import { checkQemuTools } from '../tools/qemu-tools.ts';

export interface EnsureImageOptions {
  /** Where images, frozen hosts and packages are stored. Source: config.paths.cacheDir. */
  readonly cacheDir: string;
  /** null: the mirror of this machine's apt sources. Source: config.qemu.debianMirror. */
  readonly debianMirror?: string | null;
  readonly emitter: Pick<Emitter, 'progress'>;
  readonly signal?: AbortSignal | undefined;
  /** An older image is rebuilt, because its package lists are out of date. Default 14 days. */
  readonly maxAgeMs?: number;
  readonly clock?: Clock;
}

const NEEDED_GIB = 4;

/**
 * Returns an image of a host; builds it (about 2 minutes) if there is none of the current recipe.
 *
 * Of several processes one builds the image; the others wait and report that. An incomplete image is never visible, and
 * the next build removes what a killed one left.
 *
 * @throws LabSetupError (`LAB_SETUP_INCOMPLETE`, blame lab) - a tool, a package mirror or disk space is missing.
 * @throws ImageBuildError (`IMAGE_BUILD_FAILED`, blame lab) - has the last message of the build.
 */
export async function ensureImage(kind: ImageKind, options: EnsureImageOptions): Promise<HostImage> {
  const { cacheDir, debianMirror = null, emitter, signal, clock = systemClock } = options;
  await checkQemuTools();
  const keys = await ensureQemuKeys(cacheDir);
  const recipe = imageRecipe(kind, keys);
  const notBefore = new Date(clock.now() - (options.maxAgeMs ?? days(14)));
  const look = (): Promise<HostImage | null> => findImage(cacheDir, recipeDigest(recipe), notBefore);

  const present = await look();
  if (present !== null) return present;
  await using _lock = await acquireProcessLock(`image ${kind} in ${cacheDir}`, {
    ...(signal === undefined ? {} : { signal }),
    onWait: () => emitter.progress(`image ${kind}: another process is building it; waiting`),
  });
  const builtByOther = await look();
  if (builtByOther !== null) return builtByOther;

  await checkSpace(cacheDir);
  emitter.progress(`image ${kind}: building (about 2 min, once)`);
  const startedAt = clock.now();
  const image = await buildImage(recipe, { cacheDir, debianMirror, keys, emitter, signal, clock });
  emitter.progress(`image ${kind}: built in ${formatDuration(clock.now() - startedAt)}`);
  return image;
}

/** Returns the digest of the current recipe of a kind of image; builds nothing. */
export async function expectedRecipeDigest(kind: ImageKind, cacheDir: string): Promise<string> {
  return recipeDigest(imageRecipe(kind, await ensureQemuKeys(cacheDir)));
}

async function checkSpace(cacheDir: string): Promise<void> {
  const { bavail, bsize } = await statfs(cacheDir);
  const freeGiB = (bavail * bsize) / 2 ** 30;
  if (freeGiB >= NEEDED_GIB) return;
  throw new LabSetupError(
    `${cacheDir}: only ${freeGiB.toFixed(1)} GiB free, an image needs ${NEEDED_GIB} GiB to build`,
  );
}
