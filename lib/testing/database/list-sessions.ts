import { sql } from '../../db/sql.ts';

/** The sessions in a database but the one that asks. */
export const listSessions = sql<
  { database: string },
  { readonly pid: number; readonly application: string; readonly query: string }
>('testing/list-sessions');
