import {
  DatabaseLostError,
  DatabaseRefusedError,
  DatabaseUnreachableError,
  QueryError,
} from '../errors/database-errors.ts';
import { describeError, isOsstestError, type OsstestError } from '../errors/osstest-error.ts';

/** The session has ended: by an administrator, a crash, a shutdown or a broken socket. */
const LOST = new Set(['57P01', '57P02', '57P05', '08000', '08003', '08006', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT']);
/** The server does not exist, is not ready, or accepts no more connections. */
const UNREACHABLE = new Set(
  'ECONNREFUSED ENOENT ENOTFOUND EAI_AGAIN ETIMEDOUT EHOSTUNREACH ENETUNREACH ECONNRESET EPIPE EAGAIN 57P01 57P02 57P03 53300'.split(
    ' ',
  ),
);
/** No connection was made, so no statement was sent. */
const NOT_CONNECTED = new Set(
  'ECONNREFUSED ENOENT ENOTFOUND EAI_AGAIN EHOSTUNREACH ENETUNREACH EAGAIN 57P03 53300'.split(' '),
);
const LOST_TEXT =
  /Connection terminated|Client has encountered a connection error|connection error and is not queryable/;

/** Returns the code of an error of Node or PostgreSQL (SQLSTATE), anywhere in the chain of causes. */
export function failureCode(error: unknown): string | null {
  for (let at = error; at instanceof Error; at = at.cause) {
    if (at instanceof QueryError) return at.sqlState ?? failureCode(at.cause);
    if ('code' in at && typeof at.code === 'string' && !isOsstestError(at)) return at.code;
  }
  return null;
}

/** Returns whether the server is unavailable for a moment: it starts, stops, or is gone. */
export function isPassing(error: unknown): boolean {
  const code = failureCode(error);
  if (code !== null && (UNREACHABLE.has(code) || LOST.has(code))) return true;
  return error instanceof Error && LOST_TEXT.test(describeError(error));
}

/** Returns whether a statement failed before it was sent: no connection could be made. */
export function hasNotStarted(error: unknown): boolean {
  const code = failureCode(error);
  return code !== null && NOT_CONNECTED.has(code);
}

/** Returns the error that a failed statement throws. */
export function queryFailure(query: string, error: unknown): OsstestError {
  if (isOsstestError(error)) return error;
  const code = failureCode(error);
  const message = describeError(error);
  if ((code !== null && LOST.has(code)) || LOST_TEXT.test(message)) {
    return new DatabaseLostError(`query ${query}: the connection to PostgreSQL was lost: ${message}`, { cause: error });
  }
  if (code !== null && UNREACHABLE.has(code)) {
    return new DatabaseUnreachableError(`query ${query}: ${message}`, { cause: error });
  }
  const sqlState = code !== null && /^[0-9A-Z]{5}$/.test(code) ? code : null;
  const constraint =
    error instanceof Error && 'constraint' in error && typeof error.constraint === 'string' ? error.constraint : null;
  return new QueryError(query, message, { sqlState, constraint }, { cause: error });
}

/** Returns the error that a failed attempt to connect to `where` throws. */
export function connectFailure(where: string, failure: unknown): OsstestError {
  const isOfQuery =
    failure instanceof QueryError ||
    failure instanceof DatabaseLostError ||
    failure instanceof DatabaseUnreachableError;
  if (isOsstestError(failure) && !isOfQuery) return failure;
  const error = isOfQuery ? (failure.cause ?? failure) : failure;
  const code = failureCode(error);
  const message = `${where}: ${describeError(error)}`;
  if ((code !== null && UNREACHABLE.has(code)) || /timeout|Connection terminated/i.test(message)) {
    return new DatabaseUnreachableError(`${message}${code === null ? '' : ` (${code})`}`, { cause: error });
  }
  return new DatabaseRefusedError(message, { cause: error });
}
