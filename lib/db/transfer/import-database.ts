import { from as copyFrom, type CopyStreamQuery } from 'pg-copy-streams';
import { ImportError } from '../../errors/database-errors.ts';
import { describeError, isOsstestError } from '../../errors/osstest-error.ts';
import type { Db } from '../db.ts';
import { connectDirectly, type DirectConnection } from '../direct-connection.ts';
import { bringSchemaUpToDate, readSchemaState } from '../migrate.ts';
import { connectDatabase, type DatabaseSettings } from '../open/open-database.ts';
import { none } from '../query.ts';
import { sql } from '../sql.ts';
import { listTables } from '../original-tables.ts';
import { clearEmptyDatabase } from './empty-database.ts';
import { readMigrationCode, type CodeStatement } from './migration-code.ts';
import { readDump, type DumpPiece } from './read-dump.ts';

/** The amount of data that an import read. */
export interface ImportSummary {
  readonly statements: number;
  readonly rows: number;
}

export interface ImportOptions {
  readonly signal?: AbortSignal;
  /** Called with each line of progress. */
  readonly onProgress?: (message: string) => void;
}

const beginImport = sql<void>('transfer/begin-import');
const commit = sql<void>('transfer/commit-transfer');
const analyze = sql<void>('transfer/analyze-tables');

/**
 * Imports a dump into the database that the configuration names, which must be empty, and runs missing migrations. Accepts
 * exports of {@link exportDatabase} and plain dumps of pg_dump, also of the original harness's database. Imports everything
 * in one transaction and streams the rows.
 *
 * @param source - The dump's bytes, not compressed.
 * @throws ImportError (`IMPORT_FAILED`, blame operator) - not a dump of osstest (with the line), or the database is not empty.
 * @throws see openDatabase
 */
export async function importDatabase(
  config: DatabaseSettings,
  source: AsyncIterable<Uint8Array | string>,
  options: ImportOptions = {},
): Promise<ImportSummary> {
  await using db = await connectDatabase(config, options);
  const summary = await runImport(db, source, options);
  options.onProgress?.('running missing migrations');
  await bringSchemaUpToDate(db, { migrate: true });
  await none(db, analyze);
  return summary;
}

async function runImport(
  db: Db,
  source: AsyncIterable<Uint8Array | string>,
  options: ImportOptions,
): Promise<ImportSummary> {
  const connection = await connectDirectly(db.parameters);
  try {
    await none(connection.queryable, beginImport);
    const code = await readMigrationCode();
    await clearEmptyDatabase(connection.queryable, db.parameters.database ?? '', code);
    const summary = await runPieces(connection, readKnownDump(source, code), options);
    await runCode(connection, code);
    await none(connection.queryable, commit);
    return summary;
  } finally {
    await connection.end(); // the server rolls back an open transaction
  }
}

/** Rejects functions and triggers that our migrations do not create. The others are created from the migrations. */
async function* readKnownDump(
  source: AsyncIterable<Uint8Array | string>,
  code: readonly CodeStatement[],
): AsyncGenerator<DumpPiece> {
  for await (const piece of readDump(source)) {
    if (piece.kind === 'code' && !code.some(({ name }) => name === piece.name)) {
      throw new ImportError(`has a function or trigger that is not of this osstest: ${piece.name}`, piece.line);
    }
    yield piece;
  }
}

async function runCode(connection: DirectConnection, code: readonly CodeStatement[]): Promise<void> {
  if (!(await listTables(connection.queryable)).some(({ table }) => table === 'osstest_migrations')) return;
  const { applied } = await readSchemaState(connection.queryable);
  for (const { migration, text } of code) if (applied?.includes(migration)) await connection.client.query(text);
}

async function runPieces(
  connection: DirectConnection,
  pieces: AsyncIterable<DumpPiece>,
  options: ImportOptions,
): Promise<ImportSummary> {
  let [statements, rows] = [0, 0];
  let block: CopyBlock | null = null;
  for await (const piece of pieces) {
    options.signal?.throwIfAborted();
    if (piece.kind === 'statement') {
      statements += 1;
      await runStatement(connection, piece.text, piece.line);
    } else if (piece.kind === 'copy') {
      options.onProgress?.(piece.text.replace(/\s*\(.*$/s, ''));
      block = beginCopy(connection, piece.text, piece.line);
    } else if (piece.kind === 'rows') {
      await block?.write(piece.data);
    } else if (piece.kind === 'copy-end') {
      rows += (await block?.end()) ?? 0;
    }
  }
  return { statements, rows };
}

async function runStatement(connection: DirectConnection, text: string, line: number): Promise<void> {
  try {
    await connection.client.query(text);
  } catch (error) {
    throw refused(error, line);
  }
}

interface CopyBlock {
  write(data: Buffer): Promise<void>;
  /** Returns the number of rows. */
  end(): Promise<number>;
}

function beginCopy(connection: DirectConnection, text: string, line: number): CopyBlock {
  const stream: CopyStreamQuery = connection.client.query(copyFrom(text));
  let failure: unknown = null;
  const closed = new Promise<void>((resolve) => {
    stream.once('finish', resolve);
    stream.on('error', (error) => {
      failure ??= error;
      resolve();
    });
  });
  const check = (): void => {
    if (failure === null) return;
    const row = /, line (\d+)/.exec(describeError(failure) + whereOf(failure))?.[1];
    throw refused(failure, line + Number(row ?? 0));
  };
  return {
    write: async (data) => {
      check();
      if (!stream.write(data)) await Promise.race([new Promise((resolve) => stream.once('drain', resolve)), closed]);
      check();
    },
    end: async () => {
      check();
      stream.end();
      await closed;
      check();
      return stream.rowCount;
    },
  };
}

const whereOf = (error: unknown): string =>
  error instanceof Error && 'where' in error && typeof error.where === 'string' ? error.where : '';

function refused(error: unknown, line: number): Error {
  if (isOsstestError(error)) return error;
  const where = whereOf(error);
  return new ImportError(`${describeError(error)}${where === '' ? '' : ` (${where.slice(0, 120)})`}`, line, {
    cause: error,
  });
}
