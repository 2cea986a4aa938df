import test from 'ava';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ImageBuildError } from '../../errors/lab-errors.ts';
import { listNames } from '../../util/list-names.ts';
import { ensureImage, expectedRecipeDigest } from './ensure-image.ts';
import { imageRecipe, recipeDigest } from './image-recipe.ts';
import { ensureQemuKeys } from '../tools/qemu-keys.ts';

async function makeCache(): Promise<AsyncDisposable & { readonly cacheDir: string }> {
  const cacheDir = await mkdtemp(join(tmpdir(), 'osstest-cache-'));
  return { cacheDir, [Symbol.asyncDispose]: () => rm(cacheDir, { recursive: true }) };
}

test('ensureQemuKeys returns the same keys to concurrent processes', async (t) => {
  await using cache = await makeCache();
  const all = await Promise.all(Array.from({ length: 5 }, () => ensureQemuKeys(cache.cacheDir)));
  t.is(new Set(all.map(({ authorizedKey, hostKey }) => `${authorizedKey} ${hostKey}`)).size, 1);
  t.deepEqual(await listNames(cache.cacheDir), ['keys']);
});

test('a recipe is another one when a script or a key is another', async (t) => {
  await using cache = await makeCache();
  const keys = await ensureQemuKeys(cache.cacheDir);
  const recipe = imageRecipe('debian', keys);
  t.is(recipeDigest(recipe), await expectedRecipeDigest('debian', cache.cacheDir));
  t.not(recipeDigest(recipe), recipeDigest({ ...recipe, build: `${recipe.build}\n` }));
  t.not(recipeDigest(recipe), recipeDigest(imageRecipe('debian', { ...keys, hostKey: 'another' })));
});

test('ensureImage reports that the package mirror is not reachable, and leaves nothing incomplete', async (t) => {
  await using cache = await makeCache();
  const progress: string[] = [];
  const building = ensureImage('debian', {
    cacheDir: cache.cacheDir,
    debianMirror: 'http://127.0.0.1:9/debian',
    emitter: { progress: (line) => progress.push(line) },
  });
  const error = await t.throwsAsync(building, { instanceOf: ImageBuildError, code: 'IMAGE_BUILD_FAILED' });
  t.regex(error.message, /the package mirror cannot be reached/);
  t.regex(progress.join('\n'), /building/);
  t.deepEqual(await listNames(join(cache.cacheDir, 'images')), []);
});
