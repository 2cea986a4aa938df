import { typeParsers, type ConnectionParameters } from '../pg-promise.ts';

/** Returns how to connect to a database of the server with this socket folder. */
export const serverParameters = (socketDir: string, database: string): ConnectionParameters => ({
  host: socketDir,
  port: 5432,
  user: 'osstest',
  database,
  types: typeParsers,
  application_name: `osstest ${process.pid}`,
});
