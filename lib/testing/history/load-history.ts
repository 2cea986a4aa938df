import { copyRows } from '../../db/copy-rows.ts';
import type { Db } from '../../db/db.ts';
import { none } from '../../db/query.ts';
import { sql } from '../../db/sql.ts';
import { connectDirectly } from '../../db/direct-connection.ts';
import { generateHistory, type GeneratedFlight } from './generate-history.ts';
import type { HistoryPlan } from './history-plan.ts';
import type { HistoryRows } from './history-rows.ts';

const skipConstraints = sql<void>('testing/skip-constraints');

const BATCH = 50;

/** Writes past flights to a database one after the other, fast enough for millions of rows. */
export async function loadHistory(db: Db, parts: Iterable<HistoryRows>): Promise<void> {
  const connection = await connectDirectly(db.parameters);
  const write = async (batch: readonly HistoryRows[]): Promise<void> => {
    for (const { target, rows } of TABLES) {
      await copyRows(connection, target, chunk(batch.flatMap((part) => rows(part))));
    }
  };
  try {
    await none(connection.queryable, skipConstraints);
    let batch: HistoryRows[] = [];
    for (const part of parts) {
      batch.push(part);
      if (batch.length < BATCH) continue;
      await write(batch);
      batch = [];
    }
    await write(batch);
  } finally {
    await connection.end();
  }
}

/** Generates a history, writes it to an empty database, and returns its last flight. */
export async function loadGenerated(db: Db, plan: HistoryPlan): Promise<GeneratedFlight> {
  let last: GeneratedFlight | undefined;
  function* rows(): Generator<HistoryRows> {
    for (const flight of generateHistory(plan)) {
      last = flight;
      yield flight.rows;
    }
  }
  await loadHistory(db, rows());
  await db.any('vacuum analyze');
  if (last === undefined) throw new RangeError('the history has no flights');
  return last;
}

type Value = string | number | boolean | null;

const TABLES: readonly { readonly target: string; readonly rows: (rows: HistoryRows) => string[] }[] = [
  {
    target: 'flights (flight, started, blessing, branch, intended)',
    rows: ({ flights }) => flights.map((r) => line(r.flight, r.started, r.blessing, r.branch, r.intended)),
  },
  {
    target: 'flights_harness_touched (flight, harness)',
    rows: ({ harness }) => harness.map((r) => line(r.flight, r.harness)),
  },
  {
    target: 'jobs (flight, job, recipe, status)',
    rows: ({ jobs }) => jobs.map((r) => line(r.flight, r.job, r.recipe, r.status)),
  },
  {
    target: 'steps (flight, job, stepno, step, status, testid, started, finished)',
    rows: ({ steps }) =>
      steps.map((r) => line(r.flight, r.job, r.stepno, r.step, r.status, r.testid, r.started, r.finished)),
  },
  {
    target: 'runvars (flight, job, name, val, synth)',
    rows: ({ runvars }) => runvars.map((r) => line(r.flight, r.job, r.name, r.val, r.synth)),
  },
];

/** Returns a row in the text format of COPY. */
const line = (...values: readonly Value[]): string => `${values.map(field).join('\t')}\n`;

function field(value: Value): string {
  if (value === null) return '\\N';
  if (typeof value === 'boolean') return value ? 't' : 'f';
  return `${value}`.replaceAll(/[\\\n\r\t]/g, (char) => `\\${char}`);
}

/** Joins lines into chunks of a size that a stream handles efficiently. */
function* chunk(lines: readonly string[]): Generator<string> {
  for (let at = 0; at < lines.length; at += 1000) yield lines.slice(at, at + 1000).join('');
}
