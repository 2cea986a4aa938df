import { QueryError } from '../errors/database-errors.ts';
import { queryFailure } from './failures.ts';
import type { Queryable } from './pg-promise.ts';
import type { Sql } from './sql.ts';

/** The parameters of a statement as arguments: none where it has none. */
type Arguments<Params> = [Params] extends [void] ? [] : [params: Params];

/**
 * All rows of a statement.
 *
 * @throws QueryError (`QUERY_FAILED`, blame lab) - names the statement; the server's error is its cause.
 * @throws DatabaseLostError (`DATABASE_LOST`, blame lab) - the connection ended.
 */
export async function many<Params, Row>(
  queryable: Queryable,
  statement: Sql<Params, Row>,
  ...[params]: Arguments<Params>
): Promise<Row[]> {
  try {
    return await queryable.any<Row>(statement.file, params ?? {});
  } catch (error) {
    throw queryFailure(statement.name, error);
  }
}

/** The only row of a statement, or null where it has none. Throws as {@link many}, and for a second row. */
export async function maybeOne<Params, Row>(
  queryable: Queryable,
  statement: Sql<Params, Row>,
  ...params: Arguments<Params>
): Promise<Row | null> {
  const rows = await many(queryable, statement, ...params);
  if (rows.length > 1) throw new QueryError(statement.name, `gave ${rows.length} rows where at most 1 is right`);
  return rows[0] ?? null;
}

/** The only row of a statement. Throws as {@link many}, and for another number of rows. */
export async function one<Params, Row>(
  queryable: Queryable,
  statement: Sql<Params, Row>,
  ...params: Arguments<Params>
): Promise<Row> {
  const rows = await many(queryable, statement, ...params);
  const [row] = rows;
  if (row === undefined || rows.length > 1) {
    throw new QueryError(statement.name, `gave ${rows.length} rows where 1 is right`);
  }
  return row;
}

/** Runs a statement for what it does; gives how many rows it touched. Throws as {@link many}. */
export async function none<Params>(
  queryable: Queryable,
  statement: Sql<Params, never>,
  ...[params]: Arguments<Params>
): Promise<number> {
  try {
    return (await queryable.result(statement.file, params ?? {})).rowCount;
  } catch (error) {
    throw queryFailure(statement.name, error);
  }
}
