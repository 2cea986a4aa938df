import { seconds } from '../util/units.ts';
import { typeParsers, type ConnectionParameters } from './pg-promise.ts';

/** Returns the connection parameters of a URL. */
export function urlParameters(url: string): ConnectionParameters {
  const { hostname, port, pathname, searchParams } = new URL(url);
  return {
    connectionString: url,
    // Repeated for messages: the connection string has the same values.
    host: searchParams.get('host') ?? (decodeURIComponent(hostname) || 'localhost'),
    port: port === '' ? 5432 : Number(port),
    database: decodeURIComponent(pathname.slice(1)),
    types: typeParsers,
    application_name: `osstest ${process.pid}`,
    keepAliveInitialDelayMillis: seconds(4),
  };
}
