import { readdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { DatabaseSchemaError } from '../errors/database-errors.ts';
import { describeError, isOsstestError, type OsstestError } from '../errors/osstest-error.ts';
import { sha256 } from '../util/digest.ts';
import type { Db } from './db.ts';
import { connectDirectly } from './direct-connection.ts';
import { failureCode } from './failures.ts';
import { harnessVersion, isOlder } from './harness-version.ts';
import type { Queryable } from './pg-promise.ts';
import { many } from './query.ts';
import { checkOriginalTables, MIGRATIONS_TABLE } from './original-tables.ts';
import { sql } from './sql.ts';

const MIGRATIONS_DIR = fileURLToPath(new URL('./migrations/', import.meta.url));

const readMigrations = sql<void, { name: string }>('schema/read-migrations');
const readMarks = sql<void, { migration: string; oldestHarness: string }>('schema/read-marks');

/** The schema of a database, compared with the migrations of this osstest. */
export interface SchemaState {
  /** Migrations that were applied to the database; null: none ever. */
  readonly applied: readonly string[] | null;
  /** Migrations of this osstest that were not applied. */
  readonly pending: readonly string[];
  /** Applied migrations of a newer osstest. */
  readonly unknown: readonly string[];
  /** Oldest osstest that may work with the database; null: no newer one has changed it. */
  readonly oldestHarness: string | null;
}

/** Returns the state of the schema. Changes nothing. */
export async function readSchemaState(queryable: Queryable): Promise<SchemaState> {
  const [applied, known] = await Promise.all([readApplied(queryable), knownMigrations()]);
  const unknown = (applied ?? []).filter((name) => !known.includes(name));
  const pending = known.filter((name) => !(applied ?? []).includes(name));
  return { applied, pending, unknown, oldestHarness: await oldestHarnessOf(queryable, unknown) };
}

async function readApplied(queryable: Queryable): Promise<string[] | null> {
  try {
    const names = (await many(queryable, readMigrations)).map(({ name }) => name);
    return names.length === 0 ? null : names; // only this table remains when the first migration failed
  } catch (error) {
    if (failureCode(error) === '42P01') return null;
    throw error;
  }
}

/** Returns the names of our migrations, in order. */
export async function knownMigrations(): Promise<string[]> {
  const names = await readdir(MIGRATIONS_DIR);
  return names.flatMap((name) => (name.endsWith('.sql') ? [name.slice(0, -'.sql'.length)] : [])).sort();
}

/** Returns the path of the file of a migration. */
export const migrationPath = (name: string): string => `${MIGRATIONS_DIR}${name}.sql`;

/** Returns a digest of the migrations, which changes when one of them changes. */
export async function digestMigrations(): Promise<string> {
  const names = await knownMigrations();
  const texts = await Promise.all(names.map((name) => readFile(migrationPath(name), 'utf8')));
  return sha256(texts.join('\0'));
}

async function oldestHarnessOf(queryable: Queryable, migrations: readonly string[]): Promise<string | null> {
  if (migrations.length === 0) return null;
  const marks = (await many(queryable, readMarks)).filter(({ migration }) => migrations.includes(migration));
  return marks
    .map(({ oldestHarness }) => oldestHarness)
    .reduce<string | null>((newest, version) => (newest === null || isOlder(newest, version) ? version : newest), null);
}

/**
 * Runs the migrations that are missing, or with `migrate: false` checks that none is. Concurrent calls are safe.
 *
 * @throws DatabaseSchemaError (blame operator) - `DATABASE_SCHEMA_NEWER`: the schema is of a newer osstest that this one
 *   cannot work with; `DATABASE_SCHEMA_OLD`: migrations are missing, and `migrate` is false or our role lacks the right;
 *   `DATABASE_NOT_OURS`: its tables belong to another program; `DATABASE_MIGRATION_FAILED`.
 */
export async function bringSchemaUpToDate(db: Db, options: { readonly migrate: boolean }): Promise<SchemaState> {
  const state = await readSchemaState(db);
  if (state.oldestHarness !== null && isOlder(harnessVersion, state.oldestHarness)) {
    throw new DatabaseSchemaError(
      'DATABASE_SCHEMA_NEWER',
      `database ${db.parameters.database}: a newer osstest has changed its schema (${state.unknown.join(', ')}); ` +
        `it needs osstest ${state.oldestHarness} or later, and this is ${harnessVersion}`,
    );
  }
  if (state.pending.length === 0) return state;
  if (!options.migrate) throw schemaIsOld(db, state, 'run "osstest db migrate"');
  if (state.applied === null) await checkOriginalTables(db, db.parameters.database ?? '');
  await runMigrations(db, state);
  return readSchemaState(db);
}

async function runMigrations(db: Db, state: SchemaState): Promise<void> {
  const { runner } = await import('node-pg-migrate'); // slow to load and rarely needed
  const connection = await connectDirectly(db.parameters);
  try {
    await runner({
      dbClient: connection.client,
      dir: MIGRATIONS_DIR,
      ignorePattern: String.raw`.*(?<!\.sql)`,
      direction: 'up',
      count: Number.POSITIVE_INFINITY,
      migrationsTable: MIGRATIONS_TABLE,
      advisoryLockMode: 'wait',
      singleTransaction: true,
      checkOrder: state.unknown.length === 0,
      logger: { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined },
    });
  } catch (error) {
    throw migrationFailure(db, state, error);
  } finally {
    await connection.end();
  }
}

function migrationFailure(db: Db, state: SchemaState, error: unknown): OsstestError {
  if (isOsstestError(error)) return error;
  const text = describeError(error).replace(/ at (async |Object\.|file:|\/|process\.).*$/s, ''); // the library puts stacks into messages
  if (failureCode(error) === '42501' || /permission denied|must be owner/.test(text)) {
    return schemaIsOld(db, state, `its owner must run "osstest db migrate" (${text})`, error);
  }
  return new DatabaseSchemaError(
    'DATABASE_MIGRATION_FAILED',
    `database ${db.parameters.database}: migration failed and changed nothing: ${text}`,
    { cause: error },
  );
}

const schemaIsOld = (db: Db, state: SchemaState, advice: string, cause?: unknown): DatabaseSchemaError =>
  new DatabaseSchemaError(
    'DATABASE_SCHEMA_OLD',
    `database ${db.parameters.database}: lacks the migrations ${state.pending.join(', ')}; ${advice}`,
    { cause },
  );
