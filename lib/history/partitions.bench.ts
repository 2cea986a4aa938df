import type { Benchmark, BenchmarkRow } from '../../typings/benchmark.ts';
import { parseAllowPatterns } from '../analysis/allow-patterns.ts';
import { judgeFlight } from '../analysis/judge-flight.ts';
import type { Db } from '../db/db.ts';
import { freshDatabase } from '../testing/database/fresh-database.ts';
import type { GeneratedFlight } from '../testing/history/generate-history.ts';
import { planHistory } from '../testing/history/history-plan.ts';
import { loadGenerated } from '../testing/history/load-history.ts';
import { medianTime, timeWork } from '../testing/machine/time-work.ts';
import { collectEvidence } from './collect-evidence.ts';
import { findTested } from './find-tested.ts';
import { listHostUses } from './host-history.ts';
import { listJobRuns } from './job-history.ts';
import { readTestHistory } from './test-history.ts';

/**
 * Asks the same questions of `steps` and `runvars`, and of the same tables partitioned by ranges of flights. See
 * docs/decisions/0009-sharding.md.
 */
export const benchmarks: readonly Benchmark[] = [
  { name: 'partitions of 20000 flights of 10 jobs', run: (report) => compare(20_000, 10, report) },
  { name: 'partitions of 20000 flights of 100 jobs', run: (report) => compare(20_000, 100, report) },
];

const FLIGHTS_A_PARTITION = 1000;
const FIRST_FLIGHT = 10_000;

type Report = (row: BenchmarkRow) => void;

async function compare(flights: number, jobs: number, report: Report): Promise<void> {
  await using db = await freshDatabase();
  const loadedAt = performance.now();
  const last = await loadGenerated(
    db,
    planHistory({ seed: 7, flights, jobs, firstFlight: FIRST_FLIGHT, lastFailures: 5 }),
  );
  report({ name: 'generated and loaded', value: (performance.now() - loadedAt) / 1000, unit: 's' });
  const plain = await measure(db, last);
  const cutAt = performance.now();
  await cut(db, flights);
  report({ name: 'cut into partitions', value: (performance.now() - cutAt) / 1000, unit: 's' });
  const partitioned = await measure(db, last);
  for (const [name, before] of plain) {
    const value = partitioned.get(name) ?? 0;
    const unit = name.startsWith('size') ? 'MiB' : 'ms';
    report({ name: `plain: ${name}`, value: before, unit });
    report({ name: `partitioned: ${name}`, value, unit, comparedWith: 'plain', ratio: value / before });
  }
}

/** Measures every figure, by name, the same for both kinds of table. */
async function measure(db: Db, last: GeneratedFlight): Promise<ReadonlyMap<string, number>> {
  const job = 'test-amd64-amd64-xl';
  const figures = new Map<string, number>();
  const note = async (name: string, work: () => Promise<unknown>): Promise<void> => {
    figures.set(name, await medianTime(work));
  };
  await note('judge the newest flight', () => judge(db, last));
  await note("a job's past runs", () => listJobRuns(db, job));
  await note("a test's past", () => readTestHistory(db, job, 'guest-start'));
  await note("a host's past", () => listHostUses(db, 'host3'));
  await note('a revision without a test', () =>
    findTested(db, { branches: [last.branch], revisions: { xen: 'none' } }),
  );
  await note('record 100 steps, one by one', () => recordSteps(db, last.flight));
  figures.set('delete the oldest 1000 flights', await timeWork(() => forgetOldest(db)));
  figures.set('size of steps and runvars with indexes', await sizeOf(db, ''));
  figures.set('size of what the newest 1000 flights need', await sizeOf(db, await newestPartition(db)));
  return figures;
}

async function judge(db: Db, { flight, this: tested, that }: GeneratedFlight): Promise<unknown> {
  const judgedAt = new Date((1_385_000_000 + 3650 * 86_400) * 1000);
  return judgeFlight(await collectEvidence(db, { flight, this: tested, that, judgedAt }), parseAllowPatterns(''));
}

let recorded = 0;
async function recordSteps(db: Db, flight: number): Promise<void> {
  const job = 'build-amd64';
  for (let count = 0; count < 100; count++) {
    recorded += 1;
    await db.none(
      "insert into steps (flight, job, stepno, step, status, testid, started) values ($1, $2, $3, 'ts-x', 'running', $4, 1)",
      [flight, job, 1000 + recorded, `extra-${recorded}`],
    );
  }
}

const isCut = async (db: Db): Promise<boolean> =>
  (await db.any("select from pg_partitioned_table where partrelid = 'steps'::regclass")).length > 0;

async function forgetOldest(db: Db): Promise<void> {
  const end = FIRST_FLIGHT + FLIGHTS_A_PARTITION;
  if (await isCut(db)) {
    await db.none(`drop table steps_${FIRST_FLIGHT}; drop table runvars_${FIRST_FLIGHT}`);
    return;
  }
  await db
    .tx(async (tx) => {
      await tx.none('delete from steps where flight < $1', end);
      await tx.none('delete from runvars where flight < $1', end);
      throw new Undone();
    })
    .catch((error: unknown) => {
      if (!(error instanceof Undone)) throw error;
    });
}

/** Restores the rows, so that both kinds answer from the same rows. */
class Undone extends Error {}

const newestPartition = async (db: Db): Promise<string> =>
  (await isCut(db))
    ? `_${(await db.one<{ n: number }>("select max(substr(relname, 7))::int as n from pg_class where relname ~ '^steps_[0-9]+$'")).n}`
    : '';

/** Returns the size in MiB; `suffix`: of one partition; without it, of all. */
async function sizeOf(db: Db, suffix: string): Promise<number> {
  const pattern = suffix === '' ? '^(steps|runvars)(_[0-9]+)?$' : `^(steps|runvars)${suffix}$`;
  const { mib } = await db.one<{ mib: number }>(
    "select (sum(pg_total_relation_size(oid)) / 1048576)::float8 as mib from pg_class where relkind = 'r' and relname ~ $1",
    pattern,
  );
  return mib;
}

/** Replaces the tables by partitioned ones with the same rows, keys and indexes. */
async function cut(db: Db, flights: number): Promise<void> {
  for (const table of ['steps', 'runvars']) {
    await db.none(`alter table ${table} rename to ${table}_plain`);
    await db.none(`create table ${table} (like ${table}_plain including defaults) partition by range (flight)`);
    for (let first = FIRST_FLIGHT; first < FIRST_FLIGHT + flights; first += FLIGHTS_A_PARTITION) {
      const bounds = `for values from (${first}) to (${first + FLIGHTS_A_PARTITION})`;
      await db.none(`create table ${table}_${first} partition of ${table} ${bounds}`);
    }
    await db.none(`insert into ${table} select * from ${table}_plain`);
    const indexes = await db.any<{ text: string }>(
      'select indexdef as text from pg_indexes where tablename = $1',
      `${table}_plain`,
    );
    for (const { text } of indexes) {
      await db.none(text.replace(/INDEX \S+ ON public\.\w+/, `INDEX ON ${table}`));
    }
    await db.none(`drop table ${table}_plain cascade`);
  }
  await db.any('vacuum analyze');
}
