import type { JobStatus } from '../../../typings/status.ts';
import type { Queryable } from '../../db/pg-promise.ts';
import { maybeOne } from '../../db/query.ts';
import { sql } from '../../db/sql.ts';
import { JobNotFoundError } from '../../errors/record-errors.ts';
import { createFlight } from '../../record/flights/create-flight.ts';
import type { JobKey } from '../../record/job-key.ts';
import { readFlight, readJob, readRunvars } from '../../record/flights/read-records.ts';
import { absoluteBuildJobs } from '../../build/needed-builds.ts';

/** The origin of steps by hand: an existing job, or a recipe. */
export type ByHandSource = JobKey | { readonly recipe: string };

/** Branch of the flights that record steps by hand; no history includes it. */
const BY_HAND_BRANCH = 'by-hand';
/** Runvar with the origin of steps by hand: `FLIGHT.JOB`, or a recipe. */
const BY_HAND_OF = 'by_hand_of';

const findLast = sql<{ readonly branch: string; readonly source: string }, JobKey & { readonly status: JobStatus }>(
  'record/find-by-hand-job',
);

/** Statuses of a job that can get further steps. `broken` and `aborted` are final; the others belong to a live task. */
const OPEN: readonly JobStatus[] = ['queued', 'pass', 'fail', 'blocked', 'starved'];

/**
 * Returns the job that records the steps by hand of a job or recipe. It is a separate job of a play flight, since the record of
 * the original job does not change. It has the runvars of that job and of the earlier steps by hand.
 *
 * @param runvars - added to or replacing these runvars; only for a new job.
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
