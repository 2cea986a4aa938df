import type { JobStatus } from '../../../typings/status.ts';
import type { Queryable } from '../../db/pg-promise.ts';
import { maybeOne } from '../../db/query.ts';
import { sql } from '../../db/sql.ts';
import { JobNotFoundError } from '../../errors/record-errors.ts';
import { createFlight } from '../../record/flights/create-flight.ts';
import type { JobKey } from '../../record/job-key.ts';
import { readFlight, readJob, readRunvars } from '../../record/flights/read-records.ts';
import { absoluteBuildJobs } from '../../build/needed-builds.ts';

/** What steps by hand belong to: a job that is there, or a recipe. */
export type ByHandSource = JobKey | { readonly recipe: string };

/** Branch of the flights whose jobs are made of steps by hand: nothing there counts for any history. */
const BY_HAND_BRANCH = 'by-hand';
/** Runvar that says what a job's steps by hand belong to: `FLIGHT.JOB`, or a recipe. */
const BY_HAND_OF = 'by_hand_of';

const findLast = sql<{ readonly branch: string; readonly source: string }, JobKey & { readonly status: JobStatus }>(
  'record/find-by-hand-job',
);

/** To these a step may still be added; `broken` and `aborted` are never changed, and others are somebody's. */
const OPEN: readonly JobStatus[] = ['queued', 'pass', 'fail', 'blocked', 'starved'];

/**
 * Gives the job that records steps by hand of a job or recipe: never the job itself, whose record stays as it is, but one
 * of a play flight of its own, with the runvars of the job and of the steps by hand so far.
 *
 * @param runvars - added, or in place of those that are there; for a new job only.
 * @throws JobNotFoundError (`JOB_NOT_FOUND`, blame operator)
 */
export async function openByHandJob(
  db: Queryable,
  source: ByHandSource,
  runvars: Readonly<Record<string, string>> = {},
): Promise<JobKey> {
  if ('flight' in source && (await readFlight(db, source.flight))?.branch === BY_HAND_BRANCH) {
    return source;
  }
  const name = 'flight' in source ? `${source.flight}.${source.job}` : source.recipe;
  const last = await maybeOne(db, findLast, { branch: BY_HAND_BRANCH, source: name });
  if (last !== null && OPEN.includes(last.status)) return { flight: last.flight, job: last.job };
  const from = last ?? ('flight' in source ? source : null);
  const recipe = await recipeOf(db, source);
  const inherited = from === null ? {} : await runvarsOf(db, from);
  const job = 'flight' in source ? source.job : recipe;
  const flight = await createFlight(db, {
    branch: BY_HAND_BRANCH,
    intended: 'play',
    blessing: 'play',
    jobs: [{ job, recipe, runvars: { ...inherited, ...runvars, [BY_HAND_OF]: name } }],
  });
  return { flight, job };
}

async function recipeOf(db: Queryable, source: ByHandSource): Promise<string> {
  if ('recipe' in source) return source.recipe;
  const row = await readJob(db, source);
  if (row === null) throw new JobNotFoundError(source.flight, source.job);
  return row.recipe;
}

async function runvarsOf(db: Queryable, key: JobKey): Promise<Readonly<Record<string, string>>> {
  const rows = await readRunvars(db, { flight: key.flight, job: key.job });
  return absoluteBuildJobs(Object.fromEntries(rows.map(({ name, value }) => [name, value])), key.flight);
}
