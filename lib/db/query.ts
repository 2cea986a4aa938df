import { QueryError } from '../errors/database-errors.ts';
import { hasNotStarted, queryFailure } from './failures.ts';
import type { Queryable } from './pg-promise.ts';
import { reconnectPolicyOf } from './reconnect.ts';
import type { Sql } from './sql.ts';
import { withReconnect } from './with-reconnect.ts';

/** The parameters of a statement as arguments; no argument for a statement without parameters. */
type Arguments<Params> = [Params] extends [void] ? [] : [params: Params];

/**
 * Runs a statement and returns all its rows.
 *
 * @throws QueryError (`QUERY_FAILED`, blame lab) - names the statement; the server's error is its cause.
 * @throws DatabaseLostError (`DATABASE_LOST`, blame lab) - the connection ended.
 */
export async function many<Params, Row>(
  db: Queryable,
  statement: Sql<Params, Row>,
  ...[params]: Arguments<Params>
): Promise<Row[]> {
  return run(db, statement, params, (values) => db.any<Row>(statement.file, values));
}

/** Runs a statement and returns its only row, or null if it has none. Throws as {@link many}, and for a second row. */
export async function maybeOne<Params, Row>(
  db: Queryable,
  statement: Sql<Params, Row>,
  ...params: Arguments<Params>
): Promise<Row | null> {
  const rows = await many(db, statement, ...params);
  if (rows.length > 1) throw new QueryError(statement.name, `returned ${rows.length} rows instead of at most 1`);
  return rows[0] ?? null;
}

/** Runs a statement and returns its only row. Throws as {@link many}, and for any other number of rows. */
export async function one<Params, Row>(
  db: Queryable,
  statement: Sql<Params, Row>,
  ...params: Arguments<Params>
): Promise<Row> {
  const rows = await many(db, statement, ...params);
  const [row] = rows;
  if (row === undefined || rows.length > 1) {
    throw new QueryError(statement.name, `returned ${rows.length} rows instead of 1`);
  }
  return row;
}

/** Runs a statement and returns how many rows it changed. Throws as {@link many}. */
export async function none<Params>(
  db: Queryable,
  statement: Sql<Params, never>,
  ...[params]: Arguments<Params>
): Promise<number> {
  return run(db, statement, params, async (values) => (await db.result(statement.file, values)).rowCount);
}

/** Runs a statement, and repeats it by the policy of the handle; see {@link reconnecting}. */
async function run<Result>(
  db: Queryable,
  statement: Pick<Sql<unknown, unknown>, 'name' | 'isRepeatable'>,
  params: unknown,
  send: (values: object) => Promise<Result>,
): Promise<Result> {
  const attempt = async (again: boolean): Promise<Result> => {
    try {
      return await send({ ...(params as object | undefined), again });
    } catch (error) {
      throw queryFailure(statement.name, error);
    }
  };
  const policy = reconnectPolicyOf(db);
  if (policy === null) return attempt(false);
  return withReconnect(attempt, { ...policy, mayRepeat: (error) => hasNotStarted(error) || statement.isRepeatable });
}
