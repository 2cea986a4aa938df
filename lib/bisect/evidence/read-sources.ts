import type { Queryable } from '../../db/pg-promise.ts';
import { many } from '../../db/query.ts';
import { sql } from '../../db/sql.ts';

/** What a flight tested, and where. */
export interface FlightSources {
  /** `NAME=VALUE` of the job's runvars that end in `host`, by name, joined by commas. */
  readonly hosts: string;
  /** The same, by name. */
  readonly hostRunvars: Readonly<Record<string, string>>;
  readonly trees: ReadonlyMap<string, TreeSource>;
  /** Trees with two revisions, in words; such a flight is no evidence. */
  readonly mixed: readonly string[];
}

export interface TreeSource {
  readonly url: string;
  readonly revision: string;
}

interface SourceRow {
  readonly flight: number;
  /** Of the flight, or `FLIGHT.JOB` of a build. */
  readonly job: string;
  readonly name: string;
  readonly value: string;
  readonly isOwn: boolean;
}

const selectSources = sql<{ readonly flights: readonly number[]; readonly job: string }, SourceRow>(
  'bisect/read-sources',
);

/** Reads what some flights tested in a job, with the builds that it used. Source: lib/db/sql/bisect/read-sources.sql */
export async function readSources(
  db: Queryable,
  flights: readonly number[],
  job: string,
): Promise<ReadonlyMap<number, FlightSources>> {
  const rows = flights.length === 0 ? [] : await many(db, selectSources, { flights, job });
  const byFlight = new Map<number, SourceRow[]>(flights.map((flight) => [flight, []]));
  for (const row of rows) byFlight.get(row.flight)?.push(row);
  return new Map([...byFlight].map(([flight, own]) => [flight, toSources(flight, own)]));
}

function toSources(flight: number, rows: readonly SourceRow[]): FlightSources {
  const hosts = rows.filter(({ name, isOwn }) => isOwn && name.endsWith('host'));
  const trees = new Map<string, TreeSource>();
  const mixed: string[] = [];
  for (const { tree, url, revision } of treesOf(rows)) {
    const known = trees.get(tree);
    if (known !== undefined && known.revision !== revision) {
      mixed.push(`!! flight ${flight} mixed revisions for ${tree}: ${known.revision} and ${revision}`);
    }
    if (known === undefined || known.url === '') trees.set(tree, { url, revision });
  }
  return {
    hosts: hosts.map(({ name, value }) => `${name}=${value}`).join(','),
    hostRunvars: Object.fromEntries(hosts.map(({ name, value }) => [name, value])),
    trees,
    mixed,
  };
}

/** The trees of each job: those that have both an address and a revision, that which was built before that which was wanted. */
function treesOf(rows: readonly SourceRow[]): readonly (TreeSource & { readonly tree: string })[] {
  const values = new Map(rows.map(({ job, name, value }) => [`${job} ${name}`, value]));
  return rows.flatMap(({ job, name, value }) => {
    if (!name.startsWith('tree_')) return [];
    const tree = name.slice('tree_'.length);
    const revision = values.get(`${job} built_revision_${tree}`) || values.get(`${job} revision_${tree}`) || '';
    const plain = revision.replaceAll('+', '').replace(/^\d+:/, '');
    return plain === '' ? [] : [{ tree: treeOfJob(tree, job), url: value, revision: plain }];
  });
}

/** A build of the version before has trees of its own. */
export const treeOfJob = (tree: string, job: string): string =>
  /(?:^|\.)build-.*-prev$/.test(job) ? `${tree} prev` : tree;
