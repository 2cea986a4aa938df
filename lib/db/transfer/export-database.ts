import { once } from 'node:events';
import type { Writable } from 'node:stream';
import { to as copyTo } from 'pg-copy-streams';
import { connectDatabase, type DatabaseSettings } from '../open/open-database.ts';
import { connectDirectly, type DirectConnection } from '../direct-connection.ts';
import { queryFailure } from '../failures.ts';
import { harnessVersion } from '../harness-version.ts';
import { pgp } from '../pg-promise.ts';
import { none } from '../query.ts';
import { describeSchema } from '../schema-text.ts';
import { checkServer } from '../open/server-check.ts';
import { sql } from '../sql.ts';

/** The amount of data that an export wrote. */
export interface ExportSummary {
  readonly tables: number;
  readonly rows: number;
}

const beginSnapshot = sql<void>('transfer/begin-snapshot');
const copyOut = sql<{ readonly table: string; readonly columns: readonly string[] }>('transfer/copy-out');

/**
 * Writes a consistent snapshot of the whole database as a dump that {@link importDatabase} and psql read: statements, and
 * COPY blocks with the rows. Streams the rows, and blocks no other session. The stream remains open.
 *
 * The dump has the schema version of the database. Changes nothing.
 *
 * @throws see openDatabase; QueryError (`QUERY_FAILED`, blame lab); the error of the stream.
 */
export async function exportDatabase(
  config: DatabaseSettings,
  target: Writable,
  options: { readonly signal?: AbortSignal } = {},
): Promise<ExportSummary> {
  await using db = await connectDatabase(config, options);
  const { version, database } = await checkServer(db);
  const connection = await connectDirectly(db.parameters);
  try {
    await none(connection.queryable, beginSnapshot);
    const schema = await describeSchema(connection.queryable);
    const write = (text: string): Promise<void> => writeText(target, text);
    const writeAll = (statements: readonly string[]): Promise<void> =>
      write(statements.map((statement) => `${statement};\n`).join('\n'));
    await write(
      `-- Export of the osstest database ${database} by osstest ${harnessVersion}, PostgreSQL ${version}\n\n`,
    );
    await write("SET client_encoding = 'UTF8';\nSET standard_conforming_strings = on;\n\n");
    await writeAll(schema.before);
    let rows = 0;
    for (const { table, columns } of schema.tables) {
      options.signal?.throwIfAborted();
      rows += await copyTable(connection, target, { table, columns });
    }
    await writeAll(schema.values);
    await writeAll(schema.after);
    return { tables: schema.tables.length, rows };
  } finally {
    await connection.end();
  }
}

async function copyTable(
  connection: DirectConnection,
  target: Writable,
  what: { readonly table: string; readonly columns: readonly string[] },
): Promise<number> {
  const statement = pgp.as.format(copyOut.file, what);
  const copy = connection.client.query(copyTo(statement));
  await writeText(target, `\n${statement.replace(/to stdout;?$/, 'FROM stdin;').replace(/^copy/, 'COPY')}\n`);
  try {
    for await (const chunk of copy) await writeText(target, chunk as Buffer);
  } catch (error) {
    if (target.errored !== null) throw target.errored;
    throw queryFailure(`${copyOut.name} ${what.table}`, error);
  }
  await writeText(target, '\\.\n');
  return copy.rowCount;
}

async function writeText(target: Writable, text: string | Buffer): Promise<void> {
  if (target.errored !== null) throw target.errored;
  if (!target.write(text)) await once(target, 'drain');
}
