import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import pgPromise from 'pg-promise';

/** A statement in a file below lib/db/sql, with the types of its parameters and rows. */
export interface Sql<Params, Row> {
  /** `area/verb-noun`: the file's path without `.sql`. */
  readonly name: string;
  readonly file: pgPromise.QueryFile;
  /** Whether it may run twice: it reads, or its header has a line `-- repeatable: REASON`. */
  readonly isRepeatable: boolean;
  /** Carries the types and has no value. */
  readonly types?: [Params, Row];
}

/**
 * Returns the statement in lib/db/sql/NAME.sql. The file is read on first use, because a command uses few of the statements
 * whose modules it loads.
 *
 * `Params` is `void` if the statement has none.
 */
export function sql<Params, Row = never>(name: string): Sql<Params, Row> {
  let file: pgPromise.QueryFile | null = null;
  return {
    name,
    get file() {
      return (file ??= readStatement(name));
    },
    get isRepeatable() {
      return isRepeatable(readFileSync(pathOf(name), 'utf8'));
    },
  };
}

const pathOf = (name: string): string => fileURLToPath(new URL(`./sql/${name}.sql`, import.meta.url));

const WRITES =
  /\b(?:insert|update|delete|truncate|create|drop|alter|copy|lock|begin|commit|set|analyze|call|notify|nextval|setval|pg_\w*(?:advisory|terminate|cancel|notify)\w*)\b/i;

/** Returns whether the text of a statement only reads, or states that the statement may run twice. */
export function isRepeatable(text: string): boolean {
  if (/^-- repeatable: \S/m.test(text)) return true;
  return !WRITES.test(text.replaceAll(/--.*|'[^']*'/g, ''));
}

function readStatement(name: string): pgPromise.QueryFile {
  const file = new pgPromise.QueryFile(pathOf(name), { minify: true, noWarnings: true });
  if (file.error) throw file.error;
  return file;
}
