import { fileURLToPath } from 'node:url';
import pgPromise from 'pg-promise';

/** A statement in a file below lib/db/sql, with the types of its parameters and of its rows. */
export interface Sql<Params, Row> {
  /** `area/verb-noun`: the file's path without `.sql`. */
  readonly name: string;
  readonly file: pgPromise.QueryFile;
  /** Only carries the types. */
  readonly types?: [Params, Row];
}

/**
 * The statement in lib/db/sql/NAME.sql, read when it is first used: a command uses few of those whose modules it loads.
 *
 * `Params` is `void` where the statement has none.
 */
export function sql<Params, Row = never>(name: string): Sql<Params, Row> {
  let file: pgPromise.QueryFile | null = null;
  return {
    name,
    get file() {
      return (file ??= readStatement(name));
    },
  };
}

function readStatement(name: string): pgPromise.QueryFile {
  const path = fileURLToPath(new URL(`./sql/${name}.sql`, import.meta.url));
  const file = new pgPromise.QueryFile(path, { minify: true, noWarnings: true });
  if (file.error) throw file.error;
  return file;
}
