import type { Queryable } from '../../db/pg-promise.ts';
import { many, none } from '../../db/query.ts';
import { sql } from '../../db/sql.ts';
import type { JobKey } from '../job-key.ts';

const upsertDigest = sql<JobKey & { readonly digest: string }>('record/note-build');
const selectBuilds = sql<JobKey & { readonly digest: string }, JobKey>('record/find-builds');

/**
 * Records a digest of the inputs of a build that passed. Source: table build_digests; lib/db/sql/record/note-build.sql
 */
export async function recordBuild(db: Queryable, { flight, job }: JobKey, digest: string): Promise<void> {
  await none(db, upsertDigest, { flight, job, digest });
}

/**
 * Returns other builds with the same digest that passed and still have their files: the newest first, at most 5.
 * Source: lib/db/sql/record/find-builds.sql
 */
export const findBuilds = (db: Queryable, { flight, job }: JobKey, digest: string): Promise<JobKey[]> =>
  many(db, selectBuilds, { flight, job, digest });
