import { statfs } from 'node:fs/promises';
import { LabSetupError } from '../errors/lab-errors.ts';
import { systemClock, type Clock } from '../util/clock.ts';
import { acquireProcessLock } from '../util/process-lock.ts';
import { days, formatDuration } from '../util/units.ts';
import type { Emitter } from '../../typings/events.ts';
import { buildImage } from './build-image.ts';
import { findImage, type HostImage } from './image-cache.ts';
import { imageRecipe, recipeDigest, type ImageKind } from './image-recipe.ts';
import { ensureLabKeys } from './qemu-keys.ts';
import { checkLabTools } from './qemu-tools.ts';

export interface EnsureImageOptions {
  /** Where images, frozen hosts and packages are kept. Source: config.paths.cacheDir. */
  readonly cacheDir: string;
  /** null: the mirror of this machine's apt sources. Source: config.qemu.debianMirror. */
  readonly debianMirror?: string | null;
  readonly emitter: Pick<Emitter, 'progress'>;
  readonly signal?: AbortSignal | undefined;
  /** An older image is built anew, since its package lists go out of date. Default 14 days. */
  readonly maxAgeMs?: number;
  readonly clock?: Clock;
}

const NEEDED_GIB = 4;

/**
 * Gives an image of a host, and builds it (about 2 minutes) if there is none of today's recipe.
 *
 * Of several processes one builds; the others wait and say so. Nothing half-made is ever seen, and what a killed
 * builder left is removed by the next.
 *
 * @throws LabSetupError (`LAB_SETUP_INCOMPLETE`, blame lab) - a tool, a package mirror, or room on the disk is missing.
 * @throws ImageBuildError (`IMAGE_BUILD_FAILED`, blame lab) - with what the build said last.
 */
export async function ensureImage(kind: ImageKind, options: EnsureImageOptions): Promise<HostImage> {
  const { cacheDir, debianMirror = null, emitter, signal, clock = systemClock } = options;
  await checkLabTools();
  const keys = await ensureLabKeys(cacheDir);
  const recipe = imageRecipe(kind, keys);
  const notBefore = new Date(clock.now() - (options.maxAgeMs ?? days(14)));
  const look = (): Promise<HostImage | null> => findImage(cacheDir, recipeDigest(recipe), notBefore);

  const present = await look();
  if (present !== null) return present;
  await using _lock = await acquireProcessLock(`image ${kind} in ${cacheDir}`, {
    ...(signal === undefined ? {} : { signal }),
    onWait: () => emitter.progress(`image ${kind}: another process is building it; waiting`),
  });
  const builtMeanwhile = await look();
  if (builtMeanwhile !== null) return builtMeanwhile;

  await checkRoom(cacheDir);
  emitter.progress(`image ${kind}: building (about 2 min, once)`);
  const beganAt = clock.now();
  const image = await buildImage(recipe, { cacheDir, debianMirror, keys, emitter, signal, clock });
  emitter.progress(`image ${kind}: built in ${formatDuration(clock.now() - beganAt)}`);
  return image;
}

/** The digest that an image of this kind has before its packages are known; builds nothing. */
export async function expectedRecipeDigest(kind: ImageKind, cacheDir: string): Promise<string> {
  return recipeDigest(imageRecipe(kind, await ensureLabKeys(cacheDir)));
}

async function checkRoom(cacheDir: string): Promise<void> {
  const { bavail, bsize } = await statfs(cacheDir);
  const freeGiB = (bavail * bsize) / 2 ** 30;
  if (freeGiB >= NEEDED_GIB) return;
  throw new LabSetupError(
    `${cacheDir}: only ${freeGiB.toFixed(1)} GiB free, an image needs ${NEEDED_GIB} GiB to build`,
  );
}
