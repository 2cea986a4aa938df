import { sql } from '../../db/sql.ts';

/** Returns the sessions of a database, except the current one. */
export const listSessions = sql<
  { database: string },
  { readonly pid: number; readonly application: string; readonly query: string }
>('testing/list-sessions');
