import { QueryError } from '../errors/database-errors.ts';
import { hasNotStarted, queryFailure } from './failures.ts';
import type { Queryable } from './pg-promise.ts';
import { reconnectPolicyOf } from './reconnect.ts';
import type { Sql } from './sql.ts';
import { withReconnect } from './with-reconnect.ts';

/** The parameters of a statement as arguments: none where it has none. */
type Arguments<Params> = [Params] extends [void] ? [] : [params: Params];

/**
 * All rows of a statement.
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

/** The only row of a statement, or null where it has none. Throws as {@link many}, and for a second row. */
export async function maybeOne<Params, Row>(
  db: Queryable,
  statement: Sql<Params, Row>,
  ...params: Arguments<Params>
): Promise<Row | null> {
  const rows = await many(db, statement, ...params);
  if (rows.length > 1) throw new QueryError(statement.name, `gave ${rows.length} rows where at most 1 is right`);
  return rows[0] ?? null;
}

/** The only row of a statement. Throws as {@link many}, and for another number of rows. */
export async function one<Params, Row>(
  db: Queryable,
  statement: Sql<Params, Row>,
  ...params: Arguments<Params>
): Promise<Row> {
  const rows = await many(db, statement, ...params);
  const [row] = rows;
  if (row === undefined || rows.length > 1) {
    throw new QueryError(statement.name, `gave ${rows.length} rows where 1 is right`);
  }
  return row;
}

/** Runs a statement for what it does; gives how many rows it touched. Throws as {@link many}. */
export async function none<Params>(
  db: Queryable,
  statement: Sql<Params, never>,
  ...[params]: Arguments<Params>
): Promise<number> {
  return run(db, statement, params, async (values) => (await db.result(statement.file, values)).rowCount);
}

/** Runs a statement, and again as the handle's policy has it; see {@link reconnecting}. */
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
