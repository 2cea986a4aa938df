import { once } from 'node:events';
import { readFile, rename, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { ImageBuildError } from '../../errors/lab-errors.ts';
import { SubprocessError } from '../../errors/subprocess-errors.ts';
import { sha256Json } from '../../util/digest.ts';
import type { Clock } from '../../util/clock.ts';
import { quoteShellWord } from '../../util/quote.ts';
import type { Emitter } from '../../../typings/events.ts';
import { findAptMirror, readAptDateOptions } from '../mirror/apt-mirror.ts';
import { imagesDir, readImage, type HostImage, type ImageRecord } from './image-cache.ts';
import { recipeDigest, type ImageRecipe } from './image-recipe.ts';
import type { QemuKeys } from '../tools/qemu-keys.ts';
import { createMirrorGateway, GATEWAY_URL, packagesDir } from '../mirror/mirror-gateway.ts';
import { findOrphanedDirectories, makeOwnedDirectory, removeDirectories } from '../tools/owned-directory.ts';
import { runContained } from '../tools/run-contained.ts';

export interface BuildImageOptions {
  readonly cacheDir: string;
  readonly debianMirror: string | null;
  readonly keys: QemuKeys;
  readonly emitter: Pick<Emitter, 'progress'>;
  readonly signal: AbortSignal | undefined;
  readonly clock: Clock;
}

/** Builds an image in a separate folder and moves it into the cache by one rename. The caller holds the lock. */
export async function buildImage(recipe: ImageRecipe, options: BuildImageOptions): Promise<HostImage> {
  const parent = imagesDir(options.cacheDir);
  await removeDirectories(await findOrphanedDirectories(parent));
  const work = await makeOwnedDirectory(parent, recipe.kind);
  try {
    await runBuild(recipe, work, options);
    const builtAt = new Date(options.clock.now()).toISOString();
    const packages = await readFile(join(work, 'packages.tsv'), 'utf8');
    const digest = sha256Json({ recipeDigest: recipeDigest(recipe), packages, builtAt });
    const record: ImageRecord = { kind: recipe.kind, digest, recipeDigest: recipeDigest(recipe), builtAt };
    await writeFile(join(work, 'image.json'), `${JSON.stringify(record, null, 2)}\n`);
    const final = join(parent, `${recipe.kind}-${digest.slice(0, 16)}`);
    await rename(work, final);
    const image = await readImage(final);
    if (image === null) throw new ImageBuildError(recipe.kind, `${final} vanished`);
    return image;
  } finally {
    await removeDirectories([work]);
  }
}

async function runBuild(recipe: ImageRecipe, work: string, options: BuildImageOptions): Promise<void> {
  await using gateway = await listenGateway(options);
  const settings = {
    OUT: work,
    SUITE: recipe.suite,
    PACKAGES: recipe.packages.join(','),
    MIRROR: GATEWAY_URL,
    PROXY: gateway.url,
    APT_OPTIONS: await readAptDateOptions(),
    DISK_SIZE: recipe.diskSize,
    AUTHORIZED_KEY: options.keys.authorizedKey,
    HOST_KEY: options.keys.hostKeySecret,
    ...recipe.settings,
  };
  const lines: string[] = [];
  const onLine = (line: string): void => {
    lines.push(line);
    const [, phase] = /^I: (\w.*\.\.\.)$/.exec(line) ?? [];
    if (phase !== undefined) options.emitter.progress(`image ${recipe.kind}: ${phase}`);
  };
  try {
    await runContained(['sh', '-c', recipe.build], { stdin: asAssignments(settings), signal: options.signal, onLine });
  } catch (cause) {
    if (!(cause instanceof SubprocessError)) throw cause;
    throw new ImageBuildError(recipe.kind, explainFailure(lines), { cause });
  }
}

const asAssignments = (settings: Readonly<Record<string, string>>): string =>
  Object.entries(settings)
    .map(([name, value]) => `${name}=${quoteShellWord(value)}\n`)
    .join('');

/** Returns the most informative line of the output, with advice if the cause is a known one. */
function explainFailure(lines: readonly string[]): string {
  const text = lines.join('\n');
  const reason =
    lines.findLast((line) => /^(E|W|Err|error|.*: (error|cannot|failed)).*/i.test(line)) ?? lines.at(-1) ?? '';
  if (/No space left on device/.test(text)) return 'the disk is full';
  if (/package mirror: /.test(text) || /Could not (connect|resolve)|502 /.test(text))
    return `the package mirror cannot be reached (${reason.trim()}): is this machine on the network?`;
  return reason.trim() === '' ? 'no output' : reason.trim();
}

interface ListeningGateway extends AsyncDisposable {
  readonly url: string;
}

/** Starts the gateway on this machine's loopback, as the image builder's proxy. */
async function listenGateway({ cacheDir, debianMirror }: BuildImageOptions): Promise<ListeningGateway> {
  const server = createMirrorGateway(await findAptMirror(debianMirror), packagesDir(cacheDir));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await server[Symbol.asyncDispose]();
    },
  };
}
