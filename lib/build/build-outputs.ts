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

/** Whose builds, and where files are. */
export interface FindOutputs {
  readonly runvars: Runvars;
  readonly flight: number;
  /** Source: config.paths.stashDir */
  readonly stashDir: string;
}

/**
 * What the builds made that a job needs, in the order of the job's `*buildjob` runvars; each file is compared with the
 * digest under which the build stashed it. A build that says nothing of such a part gives none.
 *
 * @throws DependencyError (`DEPENDENCY_MISSING`, blame dependency) - a file has expired, is not there, or is not what was
 *   stashed.
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
    throw wrong(expiredAt === null ? 'is not there' : `expired on ${expiredAt.toISOString().slice(0, 10)}`);
  }
  const sha256 = await sha256File(path).catch(() => null);
  if (sha256 === null) throw wrong('cannot be read');
  // the original keeps no digests
  const stashed = (await listStashFiles(db, build)).find((file) => file.path === name);
  if (stashed !== undefined && stashed.sha256 !== sha256) {
    throw wrong(
      `is not what was stashed: SHA-256 ${sha256.slice(0, 16)}..., recorded ${stashed.sha256.slice(0, 16)}...`,
    );
  }
  return { runvar, part, flight, job, name, path, sha256, bytes: found.size };
}
