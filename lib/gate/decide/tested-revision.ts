import type { Queryable } from '../../db/pg-promise.ts';
import { readHarnesses, readRunvars } from '../../record/flights/read-records.ts';

/**
 * Returns why a flight is no test of a revision of a tree: it built another revision, or none; null: it tested exactly
 * this one. For the tree `osstest` the revisions of the harness count.
 */
export async function whyNotTested(
  db: Queryable,
  flight: number,
  tree: string,
  revision: string,
): Promise<string | null> {
  const found = tree === 'osstest' ? await readHarnesses(db, flight) : await builtRevisions(db, flight, tree);
  const others = [...new Set(found)].filter((one) => one !== revision);
  if (found.length === 0) return `flight ${flight} built no ${tree}`;
  return others.length === 0 ? null : `flight ${flight} tested ${tree} ${others.join(' and ')}, not ${revision} alone`;
}

/** Lists the tested revisions of a tree. The previous version, from which an upgrade is tested, does not count. */
async function builtRevisions(db: Queryable, flight: number, tree: string): Promise<readonly string[]> {
  const runvars = await readRunvars(db, { flight });
  return runvars
    .filter(({ job, name, value }) => {
      const isPrevious = /^build-.*-prev$/.test(job);
      return name === `built_revision_${tree}` && value !== '' && !isPrevious;
    })
    .map(({ value }) => value.replace(/^\d+:/, ''));
}
