import { join } from 'node:path';
import type { Runvars } from '../../../typings/flight.ts';
import { buildTrees, digestBuild, resolveTrees } from '../../build/build-digest.ts';
import { describeError } from '../../errors/osstest-error.ts';
import { findBuilds, recordBuild } from '../../record/flights/build-digests.ts';
import type { JobKey } from '../../record/job-key.ts';
import { readRunvars } from '../../record/flights/read-records.ts';
import { listStashFiles, type StashFile } from '../../record/stash/stash.ts';
import { sha256File } from '../../util/digest.ts';
import type { JobRun } from './job-run.ts';
import { RECIPE_MODULE } from '../load/recipe-module.ts';

/** Runvar of a build job that reused an output: the job that built it, `FLIGHT.JOB`. */
const REUSED = 'build_reused';

/**
 * Copies the files and output runvars of a build with the same definition and inputs. Returns the reason for the record; null:
 * no such build exists, or this job must not reuse one.
 */
export async function reuseBuild(run: JobRun): Promise<string | null> {
  const { environment, recorder, config, fresh } = run;
  if (run.recipe.kind !== 'build' || fresh || !config.flights.reuseBuilds) return null;
  try {
    const digest = await digestOf(run, async (runvars, trees) => resolveTrees(runvars, trees, environment.signal));
    if (digest === null) return null;
    for (const donor of await findBuilds(run.db, recorder, digest)) {
      const origin = await copyOutput(run, donor);
      if (origin !== null) return `same definition and inputs as ${origin}, which passed: its output is used`;
    }
  } catch (error) {
    // The build itself meets the same problem, and reports it.
    if (!environment.signal.aborted) recorder.emitter.progress(`no build is reused: ${describeError(error)}`);
  }
  return null;
}

/** Records the digest of a passed build, for {@link reuseBuild}. */
export async function rememberBuild(run: JobRun): Promise<void> {
  if (run.recipe.kind !== 'build') return;
  try {
    const made = run.environment.runvars.all();
    const digest = await digestOf(run, (_, trees) => {
      const commits = trees.map((name) => [name, made[`built_revision_${name}`] ?? ''] as const);
      return Promise.resolve(commits.every(([, commit]) => commit !== '') ? Object.fromEntries(commits) : null);
    });
    if (digest !== null) await recordBuild(run.db, run.recorder, digest);
  } catch (error) {
    run.recorder.emitter.progress(`this build cannot be reused: ${describeError(error)}`);
  }
}

/** Returns the digest of a build; null: its inputs are not known. A recipe of the user can change under the same name. */
async function digestOf(
  { db, recorder, recipe, environment }: JobRun,
  commitsOf: (runvars: Runvars, trees: readonly string[]) => Promise<Readonly<Record<string, string>> | null>,
): Promise<string | null> {
  const { flight, job } = recorder;
  const rows = await readRunvars(db, { flight, job });
  const runvars = Object.fromEntries(rows.flatMap((row) => (row.synth ? [] : [[row.name, row.value] as const])));
  const trees = buildTrees(runvars);
  if (trees === null || runvars[RECIPE_MODULE] !== undefined) return null;
  const commits = await commitsOf(runvars, trees);
  return commits === null ? null : digestBuild({ recipe, runvars, commits, outputs: await environment.builds() });
}

/** Copies the output of a build. Returns the job that built it; null: a file is missing or changed. */
async function copyOutput(run: JobRun, donor: JobKey): Promise<string | null> {
  const { db, environment, config, recipe } = run;
  const folder = join(config.paths.stashDir, String(donor.flight), donor.job);
  const files = (await listStashFiles(db, donor)).filter(({ path }) => path.startsWith('build/'));
  const rows = await readRunvars(db, donor);
  const made = rows.filter(({ name, synth }) => synth && name !== REUSED && !recipe.hosts.includes(name));
  const paths = made.flatMap(({ name, value }) => (name.startsWith('path_') ? [value] : []));
  const areStashed = paths.every((path) => files.some((file) => file.path === path));
  if (!areStashed || !(await areIntact(folder, files))) return null;
  for (const { path } of files) await environment.stash.putFile(path, join(folder, path));
  for (const { name, value } of made) await environment.runvars.set(name, value);
  const origin = rows.find(({ name }) => name === REUSED)?.value ?? `${donor.flight}.${donor.job}`;
  await environment.runvars.set(REUSED, origin);
  return origin;
}

async function areIntact(folder: string, files: readonly StashFile[]): Promise<boolean> {
  for (const { path, sha256 } of files) {
    if ((await sha256File(join(folder, path)).catch(() => null)) !== sha256) return false;
  }
  return true;
}
