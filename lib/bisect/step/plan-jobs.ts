import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Runvars } from '../../../typings/flight.ts';
import type { Queryable } from '../../db/pg-promise.ts';
import { maybeOne } from '../../db/query.ts';
import { sql } from '../../db/sql.ts';
import { FlightInvalidError } from '../../errors/flight-errors.ts';
import { readStoredFlight, type StoredFlight, type StoredJob } from '../../flight/make/stored-flight.ts';
import { treeOfJob } from '../evidence/read-sources.ts';
import type { StepReport } from '../evidence/step-report.ts';

/** A job of the flight that a step makes. */
export interface NewJob {
  readonly job: string;
  readonly recipe: string;
  readonly runvars: Record<string, string>;
}

export interface JobsRequest {
  /** The flight to fill. */
  readonly flight: number;
  /** The flight whose job is made again. */
  readonly like: number;
  readonly job: string;
  /** Revisions by tree. */
  readonly revisions: ReadonlyMap<string, string>;
  /** Runvars that name the hosts. */
  readonly hosts: Runvars;
  readonly blessings: readonly string[];
  readonly reuseBuilds: boolean;
  readonly stashDir: string;
}

interface Planning extends JobsRequest {
  readonly db: Queryable;
  readonly report: StepReport;
  readonly jobs: NewJob[];
  /** What jobs that were seen to are called in runvars. */
  readonly names: Map<string, string>;
  readonly flights: Map<number, StoredFlight>;
}

const selectBuild = sql<
  { readonly job: string; readonly blessings: readonly string[]; readonly runvars: Runvars },
  { flight: number }
>('bisect/find-build');

/**
 * Plans the job of a failure with other revisions, and the builds that it needs: new ones, or those of an earlier flight
 * that were made from the same definition and are still in the stash.
 *
 * Source: lib/db/sql/bisect/find-build.sql
 */
export async function planJobs(db: Queryable, request: JobsRequest, report: StepReport): Promise<readonly NewJob[]> {
  const planning: Planning = { ...request, db, report, jobs: [], names: new Map(), flights: new Map() };
  await planJob(planning, { job: request.job, like: request.like, isTop: true });
  const [top, ...others] = planning.jobs;
  return top === undefined ? [] : [{ ...top, runvars: { ...top.runvars, ...request.hosts } }, ...others];
}

interface WantedJob {
  readonly job: string;
  readonly like: number;
  readonly isTop: boolean;
}

/** Plans one job; returns what it is called in the runvars of the job that needs it. */
async function planJob(planning: Planning, { job, like, isTop }: WantedJob): Promise<string> {
  const { report, flight, jobs, names } = planning;
  const known = names.get(job);
  if (known !== undefined) {
    report.write(`Already created ${job}\n`);
    return known;
  }
  report.write(`Need ${flight}.${job} (like ${like})\n`);
  const model = await readModel(planning, like, job);
  const runvars = changedRunvars(planning, model);
  const needed = Object.keys(runvars).filter((name) => name.endsWith('job'));
  const mayReuse = planning.reuseBuilds && !isTop && needed.length === 0 && model.recipe.startsWith('build');
  const reused = mayReuse ? await findBuild(planning, { job, recipe: model.recipe, runvars }) : null;
  names.set(job, reused ?? job);
  if (reused !== null) return reused;
  report.write(`Creating ${flight}.${job} (copying from ${like})\n`);
  jobs.push({ job, recipe: model.recipe, runvars });
  for (const name of needed.toSorted()) {
    const [, from, build = ''] = /^(?:(\d+)\.)?(.*)$/.exec(runvars[name] ?? '') ?? [];
    if (build === '') continue;
    const wanted = { job: build, like: from === undefined ? like : Number(from), isTop: false };
    runvars[name] = await planJob(planning, wanted);
  }
  return job;
}

async function readModel({ db, flights }: Planning, like: number, job: string): Promise<StoredJob> {
  const stored = flights.get(like) ?? (await readStoredFlight(db, like));
  flights.set(like, stored);
  const found = stored.jobs.find((each) => each.job === job);
  if (found === undefined) {
    const accepted = 'a job that is needed to do the same once more';
    throw new FlightInvalidError([{ place: `flight ${like}`, key: job, found: 'no such job', accepted, hint: null }]);
  }
  return found;
}

/** The definition of a job with other revisions and without hosts. */
function changedRunvars({ revisions, report }: Planning, { job, runvars }: StoredJob): Record<string, string> {
  const kept = Object.entries(runvars).filter(([name]) => !name.startsWith('revision_') && !name.endsWith('host'));
  const changed = Object.fromEntries(kept);
  for (const [tree, revision] of revisions) {
    const own = tree.replace(/ prev$/, '');
    if (runvars[`tree_${own}`] === undefined || treeOfJob(own, job) !== tree) continue;
    report.write(` revision_${own}=${revision}\n`);
    changed[`revision_${own}`] = revision;
  }
  return changed;
}

/** The newest build from the same definition, as `FLIGHT.JOB`; null: there is none, or it is no longer in the stash. */
async function findBuild(
  { db, blessings, stashDir, report }: Planning,
  { job, recipe, runvars }: NewJob,
): Promise<string | null> {
  const found = await maybeOne(db, selectBuild, { job, blessings, runvars });
  if (found === null) return null;
  const name = `${found.flight}.${job}`;
  const path = join(stashDir, String(found.flight), job);
  const problem = await stat(path).then(
    () => null,
    (error: NodeJS.ErrnoException) => (error.code === 'ENOENT' ? 'No such file or directory' : error.message),
  );
  report.write(
    problem === null ? `Can reuse ${recipe} ${name}.\n` : `Can NOT reuse ${recipe} ${name}: ${path}: ${problem}\n`,
  );
  return problem === null ? name : null;
}
