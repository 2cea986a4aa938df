import type { TypeOverrides } from 'pg';
import pgPromise from 'pg-promise';

/** The only instance of the library in this process. */
export const pgp: pgPromise.IMain = pgPromise({ noWarnings: true });

/**
 * An object that runs statements: a database, a session, a task or a transaction. It is the first parameter of every
 * function that uses the database, so that the caller chooses the transaction.
 */
export type Queryable = pgPromise.IBaseProtocol<unknown>;

/** Parameters of a connection to a database. May hold a password. */
export type ConnectionParameters = Exclude<Parameters<typeof pgp>[0], string>;

/** Parses int8 as a number (pg returns text), for our connections only: `pg.types` belongs to the whole process. */
export const typeParsers: NonNullable<ConnectionParameters['types']> = newTypeOverrides();
typeParsers.setTypeParser(pgp.pg.types.builtins.INT8, parseInt8);

function parseInt8(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new RangeError(`int8 ${text} does not fit a number`);
  return value;
}

/** Uses the copy of pg that pg-promise has loaded: an import of `pg` may load a second copy, which takes 40 ms. */
function newTypeOverrides(): TypeOverrides {
  const { TypeOverrides } = pgp.pg as unknown as { readonly TypeOverrides: new () => TypeOverrides };
  return new TypeOverrides();
}
