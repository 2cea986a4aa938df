import { readFile } from 'node:fs/promises';
import { knownMigrations, migrationPath } from '../migrate.ts';
import { StatementScanner } from './statement-scanner.ts';

/** A statement of our migrations that creates or drops a function or a trigger. */
export interface CodeStatement {
  readonly migration: string;
  /** Name of the function or trigger. */
  readonly name: string;
  readonly text: string;
}

/** Matches a statement that creates or drops a function or trigger. */
const CODE = /^(?:CREATE(?: OR REPLACE)?|DROP) (?:FUNCTION|TRIGGER)(?: IF EXISTS)? (?:public\.)?"?(\w+)/i;

/** Returns the name of the function or trigger that a statement creates or drops; null: it does neither. */
export const codeName = (statement: string): string | null => CODE.exec(statement.replaceAll(/\s+/g, ' '))?.[1] ?? null;

/**
 * Returns the functions and triggers that our migrations create, in order. An import creates them from the migrations and
 * not from the dump: a dump is data, and its code must not run later with the rights of a user of the database.
 */
export async function readMigrationCode(): Promise<CodeStatement[]> {
  const names = await knownMigrations();
  const statements = await Promise.all(names.map(readCode));
  return statements.flat();
}

async function readCode(migration: string): Promise<CodeStatement[]> {
  const scanner = new StatementScanner();
  const lines = (await readFile(migrationPath(migration), 'utf8')).split('\n');
  return lines
    .flatMap((line) => scanner.take(line))
    .flatMap((text) => {
      const name = codeName(text);
      return name === null ? [] : [{ migration, name, text }];
    });
}
