import { join } from 'node:path';
import type { Runvars } from '../../../typings/flight.ts';
import { buildTrees, digestBuild, resolveTrees } from '../../build/build-digest.ts';
import { withReconnect } from '../../db/with-reconnect.ts';
import { describeError } from '../../errors/osstest-error.ts';
import { findBuilds, noteBuild } from '../../record/flights/build-digests.ts';
import type { JobKey } from '../../record/job-key.ts';
import { readRunvars } from '../../record/flights/read-records.ts';
import { listStashFiles, type StashFile } from '../../record/stash/stash.ts';
import { sha256File } from '../../util/digest.ts';
import type { JobRun } from './job-run.ts';
import { RECIPE_MODULE } from '../load/recipe-module.ts';

/** Runvar of a build whose output was taken over: the job that made it, `FLIGHT.JOB`. */
const REUSED = 'build_reused';

/**
 * Takes over what a build with the same definition and inputs has made: its files and output runvars. Gives what the
 * record says of it; null: there is none, or this job is not to look for one.
 */
export async function reuseBuild(run: JobRun): Promise<string | null> {
  const { environment, recorder, config, fresh } = run;
  if (run.recipe.kind !== 'build' || fresh || !config.flights.reuseBuilds) return null;
  try {
    const digest = await digestOf(run, async (runvars, trees) => resolveTrees(runvars, trees, environment.signal));
    if (digest === null) return null;
    for (const donor of await withReconnect(() => findBuilds(run.db, recorder, digest))) {
      const taken = await takeOver(run, donor);
      if (taken !== null) return `same definition and inputs as ${taken}, which passed: its output is used`;
    }
  } catch (error) {
    // Whatever is wrong, the build itself meets it, and tells.
    if (!environment.signal.aborted) recorder.emitter.progress(`no build is reused: ${describeError(error)}`);
  }
  return null;
}

/** Notes of a build that has passed what it was made of, for {@link reuseBuild}. */
export async function rememberBuild(run: JobRun): Promise<void> {
  if (run.recipe.kind !== 'build') return;
  try {
    const made = run.environment.runvars.all();
    const digest = await digestOf(run, (_, trees) => {
      const commits = trees.map((name) => [name, made[`built_revision_${name}`] ?? ''] as const);
      return Promise.resolve(commits.every(([, commit]) => commit !== '') ? Object.fromEntries(commits) : null);
    });
    if (digest !== null) await withReconnect(() => noteBuild(run.db, run.recorder, digest));
  } catch (error) {
    run.recorder.emitter.progress(`this build cannot be reused: ${describeError(error)}`);
  }
}

/** null: it is not known what the build is made of; a recipe of somebody's own may change without its name. */
async function digestOf(
  { db, recorder, recipe, environment }: JobRun,
  commitsOf: (runvars: Runvars, trees: readonly string[]) => Promise<Readonly<Record<string, string>> | null>,
): Promise<string | null> {
  const { flight, job } = recorder;
  const rows = await withReconnect(() => readRunvars(db, { flight, job }));
  const runvars = Object.fromEntries(rows.flatMap((row) => (row.synth ? [] : [[row.name, row.value] as const])));
  const trees = buildTrees(runvars);
  if (trees === null || runvars[RECIPE_MODULE] !== undefined) return null;
  const commits = await commitsOf(runvars, trees);
  return commits === null ? null : digestBuild({ recipe, runvars, commits, outputs: await environment.builds() });
}

/** null: some file is not what it was. */
async function takeOver(run: JobRun, donor: JobKey): Promise<string | null> {
  const { db, environment, config, recipe } = run;
  const folder = join(config.paths.stashDir, String(donor.flight), donor.job);
  const files = (await withReconnect(() => listStashFiles(db, donor))).filter(({ path }) => path.startsWith('build/'));
  const rows = await withReconnect(() => readRunvars(db, donor));
  const made = rows.filter(({ name, synth }) => synth && name !== REUSED && !recipe.hosts.includes(name));
  const paths = made.flatMap(({ name, value }) => (name.startsWith('path_') ? [value] : []));
  const areThere = paths.every((path) => files.some((file) => file.path === path));
  if (!areThere || !(await areIntact(folder, files))) return null;
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
