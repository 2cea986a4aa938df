import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { listNames } from '../../util/list-names.ts';
import type { ImageKind } from './image-recipe.ts';
import { isOwnedName } from '../tools/owned-directory.ts';

/** A built image: a folder in the cache, whose content never changes. */
export interface HostImage {
  readonly kind: ImageKind;
  /** Identifies this build: its recipe, the versions of its packages, and when it was made. */
  readonly digest: string;
  readonly recipeDigest: string;
  readonly builtAt: Date;
  readonly directory: string;
  /** Raw disk; hosts get overlays of it. */
  readonly diskPath: string;
  readonly kernelPath: string;
  readonly initrdPath: string;
}

/** The file `image.json` beside the disk. */
export interface ImageRecord {
  readonly kind: ImageKind;
  readonly digest: string;
  readonly recipeDigest: string;
  readonly builtAt: string;
}

/** Returns the folder that has a folder for each image. */
export const imagesDir = (cacheDir: string): string => join(cacheDir, 'images');

/** Finds the newest image of a recipe; null: none was built since `notBefore`. */
export async function findImage(cacheDir: string, wanted: string, notBefore: Date): Promise<HostImage | null> {
  const images = await listImages(cacheDir);
  return images.find(({ recipeDigest, builtAt }) => recipeDigest === wanted && builtAt >= notBefore) ?? null;
}

/** Lists all images of this account, newest first. */
export async function listImages(cacheDir: string): Promise<HostImage[]> {
  const names = (await listNames(imagesDir(cacheDir))).filter((name) => !isOwnedName(name));
  const images = await Promise.all(names.map((name) => readImage(join(imagesDir(cacheDir), name))));
  return images.filter((image) => image !== null).toSorted((a, b) => b.builtAt.getTime() - a.builtAt.getTime());
}

/** Reads an image's folder; null: it does not exist or contains no image. */
export async function readImage(directory: string): Promise<HostImage | null> {
  try {
    const record = JSON.parse(await readFile(join(directory, 'image.json'), 'utf8')) as ImageRecord;
    return {
      ...record,
      builtAt: new Date(record.builtAt),
      directory,
      diskPath: join(directory, 'disk.raw'),
      kernelPath: join(directory, 'vmlinuz'),
      initrdPath: join(directory, 'initrd.img'),
    };
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
}

const isMissing = (error: unknown): boolean =>
  ['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '');
