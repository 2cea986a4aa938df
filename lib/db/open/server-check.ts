import { DatabaseSchemaError } from '../../errors/database-errors.ts';
import type { Queryable } from '../pg-promise.ts';
import { OLDEST_MAJOR } from '../private-server/installed-programs.ts';
import { one } from '../query.ts';
import { sql } from '../sql.ts';

export interface ServerFacts {
  /** Version as a number, such as 150018. */
  readonly versionNumber: number;
  /** Version as text, such as `15.18 (Debian 15.18-0+deb12u1)`. */
  readonly version: string;
  readonly database: string;
  readonly user: string;
}

const readServer = sql<void, ServerFacts>('server/read-server');

/**
 * Checks that the server is recent enough for our statements.
 *
 * @throws DatabaseSchemaError (`DATABASE_SERVER_TOO_OLD`, blame operator)
 */
export async function checkServer(queryable: Queryable): Promise<ServerFacts> {
  const facts = await one(queryable, readServer);
  if (facts.versionNumber < OLDEST_MAJOR * 10_000) {
    throw new DatabaseSchemaError(
      'DATABASE_SERVER_TOO_OLD',
      `database ${facts.database}: the server is PostgreSQL ${facts.version}, and osstest needs ${OLDEST_MAJOR} or later`,
    );
  }
  return facts;
}
