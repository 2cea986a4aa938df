import { codeName } from './migration-code.ts';

/** How an import treats a statement of a dump. */
export type StatementUse =
  | { readonly use: 'run' }
  | { readonly use: 'copy' }
  /** Creates this function or trigger. */
  | { readonly use: 'code'; readonly name: string }
  /** Concerns roles, settings or extensions, which an import does not need. */
  | { readonly use: 'skip' }
  | { readonly use: 'refuse'; readonly why: string };

const RUN = [
  /^CREATE (UNLOGGED )?TABLE\b/,
  /^CREATE (UNIQUE )?INDEX\b/,
  /^CREATE SEQUENCE\b/,
  /^CREATE (TYPE|DOMAIN|VIEW)\b/,
  /^ALTER (TABLE|SEQUENCE|INDEX|VIEW)\b/,
  /^COMMENT ON (TABLE|COLUMN|INDEX|SEQUENCE|CONSTRAINT|VIEW)\b/,
  /^INSERT INTO\b/,
  /^SELECT (pg_catalog\.)?setval\s*\(\s*'[^']+'(::regclass)?\s*,\s*\d+\s*(,\s*(true|false)\s*)?\)$/i,
];
const SKIP = [
  /^SET\b/,
  /^SELECT (pg_catalog\.)?set_config\s*\(\s*'search_path'\s*,\s*''\s*,\s*false\s*\)$/i,
  /^ALTER \w+ .* OWNER TO\b/,
  /^ALTER (SCHEMA|DEFAULT PRIVILEGES)\b/,
  /^(GRANT|REVOKE)\b/,
  /^COMMENT ON (EXTENSION|SCHEMA)\b/,
  /^CREATE EXTENSION (IF NOT EXISTS )?plpgsql\b/,
  /^CREATE SCHEMA public$/,
  // pg_dump --clean --if-exists: the database is empty
  /^DROP (TABLE|INDEX|SEQUENCE|VIEW|TYPE|DOMAIN|SCHEMA|EXTENSION) IF EXISTS\b/,
  /^(BEGIN|COMMIT|START TRANSACTION)\b/,
];

/** Returns how to treat a statement (without its semicolon) of a dump. Runs only statements that a dump of our tables has. */
export function judgeStatement(statement: string): StatementUse {
  const line = statement.replaceAll(/\s+/g, ' ').trim();
  const encoding = /^SET client_encoding = '?([\w-]+)/i.exec(line)?.[1];
  if (encoding !== undefined && !/^(utf-?8|sql_ascii)$/i.test(encoding)) {
    return { use: 'refuse', why: `is in ${encoding}; create the dump with pg_dump --encoding=UTF8` };
  }
  if (/^SET standard_conforming_strings = off/i.test(line)) {
    return { use: 'refuse', why: 'writes strings in the old syntax (standard_conforming_strings = off)' };
  }
  if (/^COPY \S.* FROM stdin( WITH)?$/i.test(line)) return { use: 'copy' };
  const code = codeName(line);
  if (code !== null) return { use: 'code', name: code };
  const upper = line.replace(/^\w+(?: \w+)*/, (words) => words.toUpperCase());
  if (SKIP.some((pattern) => pattern.test(upper) || pattern.test(line))) return { use: 'skip' };
  if (RUN.some((pattern) => pattern.test(upper) || pattern.test(line))) return { use: 'run' };
  return { use: 'refuse', why: `has a statement that no dump of osstest has: ${line.slice(0, 80)}` };
}
