import { DatabaseSchemaError } from '../errors/database-errors.ts';
import type { Queryable } from './pg-promise.ts';
import { many } from './query.ts';
import { sql } from './sql.ts';

/** The original's tables and the columns that every harness relies on. */
export const ORIGINAL_TABLES: Readonly<Record<string, readonly string[]>> = {
  flights: ['flight', 'started', 'blessing', 'branch', 'intended'],
  flights_harness_touched: ['flight', 'harness'],
  hostflags: ['hostname', 'hostflag'],
  jobs: ['flight', 'job', 'recipe', 'status'],
  resource_properties: ['restype', 'resname', 'name', 'val'],
  resource_sharing: ['restype', 'resname', 'sharetype', 'wear', 'state', 'harness'],
  resources: ['restype', 'resname', 'shareix', 'owntaskid', 'subtask'],
  runvars: ['flight', 'job', 'name', 'val', 'synth'],
  steps: ['flight', 'job', 'stepno', 'step', 'status', 'testid', 'started', 'finished'],
  tasks: ['taskid', 'type', 'refkey', 'username', 'comment', 'live', 'refinfo'],
};

/** The tables in which node-pg-migrate records the migrations that were run. */
export const MIGRATIONS_TABLE = 'osstest_migrations';

const selectTables = sql<void, { table: string; columns: string[] }>('schema/list-tables');

/** The tables of the schema that osstest uses, without those of extensions. Source: lib/db/sql/schema/list-tables.sql */
export const listTables = (queryable: Queryable): Promise<{ table: string; columns: string[] }[]> =>
  many(queryable, selectTables);

/**
 * Checks that a database without our migrations is empty or belongs to the original harness. Prevents migrations in the
 * database of another program.
 *
 * @throws DatabaseSchemaError (`DATABASE_NOT_OURS`, blame operator)
 */
export async function checkOriginalTables(queryable: Queryable, database: string): Promise<void> {
  // Another process that migrates at this moment may have created the list of migrations and no other table.
  const tables = (await listTables(queryable)).filter(({ table }) => table !== MIGRATIONS_TABLE);
  const ours = tables.filter(({ table }) => table in ORIGINAL_TABLES);
  if (tables.length > 0 && ours.length === 0) {
    const names = tables.slice(0, 5).map(({ table }) => table);
    throw notOurs(database, `it has other tables (${names.join(', ')}) and none of osstest; use an empty database`);
  }
  for (const { table, columns } of ours) {
    const missing = (ORIGINAL_TABLES[table] ?? []).filter((column) => !columns.includes(column));
    if (missing.length > 0) throw notOurs(database, `its table ${table} has no column ${missing.join(', ')}`);
  }
}

const notOurs = (database: string, why: string): DatabaseSchemaError =>
  new DatabaseSchemaError('DATABASE_NOT_OURS', `database ${database}: is not a database of osstest: ${why}`);
