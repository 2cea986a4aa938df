import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Runvars } from '../../typings/flight.ts';
import type { BuildOutput } from '../../typings/test.ts';
import type { Queryable } from '../db/pg-promise.ts';
import { DependencyError } from '../errors/flight-errors.ts';
import { whenExpired } from '../record/stash/flight-files.ts';
import { readRunvars } from '../record/flights/read-records.ts';
import { listStashFiles } from '../record/stash/stash.ts';
import { checkStashPath } from '../record/stash/stash-path.ts';
import { sha256File } from '../util/digest.ts';
import { neededBuilds, type NeededBuild } from './needed-builds.ts';

/** Whose builds to find, and where their files are. */
export interface FindOutputs {
  readonly runvars: Runvars;
  readonly flight: number;
  /** Source: config.paths.stashDir */
  readonly stashDir: string;
}

/**
 * Returns the build outputs that a job needs, in the order of its `*buildjob` runvars. Each file is compared with the digest
 * that was recorded when it was stashed. A build without the runvar of a part has no output of that part.
 *
 * @throws DependencyError (`DEPENDENCY_MISSING`, blame dependency) - a file has expired, is missing, or differs from
 *   the stashed one.
 *
 * Source: runvars *buildjob, path_PARTdist; table stash_files; osstest ts-build-check.
 */
export async function findBuildOutputs(db: Queryable, find: FindOutputs): Promise<readonly BuildOutput[]> {
  const outputs: BuildOutput[] = [];
  for (const build of neededBuilds(find.runvars, find.flight)) {
    const rows = await readRunvars(db, build);
    const name = rows.find((row) => row.name === `path_${build.part}dist`)?.value;
    if (name !== undefined) outputs.push(await checkOutput(db, build, { name, stashDir: find.stashDir }));
  }
  return outputs;
}

async function checkOutput(
  db: Queryable,
  build: NeededBuild,
  { name, stashDir }: { readonly name: string; readonly stashDir: string },
): Promise<BuildOutput> {
  const { flight, job, runvar, part } = build;
  const path = join(stashDir, String(flight), checkStashPath(job), checkStashPath(name));
  const wrong = (what: string): DependencyError =>
    new DependencyError(`${runvar}: ${name} of job ${flight}.${job} ${what} (${path})`);
  const found = await stat(path).catch(() => null);
  if (found === null) {
    const expiredAt = await whenExpired(db, flight);
    throw wrong(expiredAt === null ? 'is missing' : `expired on ${expiredAt.toISOString().slice(0, 10)}`);
  }
  const sha256 = await sha256File(path).catch(() => null);
  if (sha256 === null) throw wrong('cannot be read');
  // the original records no digests
  const stashed = (await listStashFiles(db, build)).find((file) => file.path === name);
  if (stashed !== undefined && stashed.sha256 !== sha256) {
    throw wrong(
      `differs from the stashed file: SHA-256 ${sha256.slice(0, 16)}..., recorded ${stashed.sha256.slice(0, 16)}...`,
    );
  }
  return { runvar, part, flight, job, name, path, sha256, bytes: found.size };
}
