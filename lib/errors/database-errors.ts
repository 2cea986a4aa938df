import { OsstestError } from './osstest-error.ts';

/** PostgreSQL is unreachable: connection refused, no such host, no answer, no connection left. */
export class DatabaseUnreachableError extends OsstestError {
  override readonly name = 'DatabaseUnreachableError';
  readonly code = 'DATABASE_UNREACHABLE';
  readonly blame = 'lab';
}

/** PostgreSQL answers but rejects the login: password, role, database, TLS. */
export class DatabaseRefusedError extends OsstestError {
  override readonly name = 'DatabaseRefusedError';
  readonly code = 'DATABASE_REFUSED';
  readonly blame = 'operator';
}

/** The connection was lost while in use: the server stopped, or an administrator ended the session. */
export class DatabaseLostError extends OsstestError {
  override readonly name = 'DatabaseLostError';
  readonly code = 'DATABASE_LOST';
  readonly blame = 'lab';
}

/** The content of the database does not fit this version of osstest. */
export class DatabaseSchemaError extends OsstestError {
  override readonly name = 'DatabaseSchemaError';
  readonly code:
    | 'DATABASE_NOT_OURS'
    | 'DATABASE_SCHEMA_NEWER'
    | 'DATABASE_SCHEMA_OLD'
    | 'DATABASE_SERVER_TOO_OLD'
    | 'DATABASE_MIGRATION_FAILED';
  readonly blame = 'operator';

  constructor(code: DatabaseSchemaError['code'], message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** A statement failed. `query` is the name of its file below lib/db/sql. */
export class QueryError extends OsstestError {
  override readonly name = 'QueryError';
  readonly code = 'QUERY_FAILED';
  readonly blame = 'lab';
  readonly query: string;
  /** PostgreSQL's five-character code; null: the error is not from the server. */
  readonly sqlState: string | null;
  /** The constraint that was violated, if one was. */
  readonly constraint: string | null;

  constructor(
    query: string,
    message: string,
    details: { readonly sqlState?: string | null; readonly constraint?: string | null } = {},
    options?: ErrorOptions,
  ) {
    super(`query ${query}: ${message}`, options);
    this.query = query;
    this.sqlState = details.sqlState ?? null;
    this.constraint = details.constraint ?? null;
  }
}

/** The private PostgreSQL server could not be created or started. */
export class PrivateServerError extends OsstestError {
  override readonly name = 'PrivateServerError';
  readonly code = 'PRIVATE_SERVER_FAILED';
  readonly blame = 'lab';
}

/** This machine has no PostgreSQL programs that run and fit the data of the private server. */
export class PostgresMissingError extends OsstestError {
  override readonly name = 'PostgresMissingError';
  readonly code = 'POSTGRES_MISSING';
  readonly blame = 'operator';
}

/** A file to import is not a readable dump, or the database is not empty. */
export class ImportError extends OsstestError {
  override readonly name = 'ImportError';
  readonly code = 'IMPORT_FAILED';
  readonly blame = 'operator';
  /** Line of the dump, from 1; null: not about a line. */
  readonly line: number | null;

  constructor(message: string, line: number | null = null, options?: ErrorOptions) {
    super(line === null ? message : `line ${line}: ${message}`, options);
    this.line = line;
  }
}
