import { readFile } from 'node:fs/promises';
import { knownMigrations, migrationPath } from '../migrate.ts';
import { StatementScanner } from './statement-scanner.ts';

/** A statement of our migrations that makes or drops a function or a trigger. */
export interface CodeStatement {
  readonly migration: string;
  /** Name of the function or trigger. */
  readonly name: string;
  readonly text: string;
}

/** A function or trigger that a statement makes or drops. */
const CODE = /^(?:CREATE(?: OR REPLACE)?|DROP) (?:FUNCTION|TRIGGER)(?: IF EXISTS)? (?:public\.)?"?(\w+)/i;

/** Name of the function or trigger that a statement is about; null: it is about something else. */
export const codeName = (statement: string): string | null => CODE.exec(statement.replaceAll(/\s+/g, ' '))?.[1] ?? null;

/**
 * The functions and triggers that our migrations make, in their order. An import makes them from here and not from the
 * dump: a dump is data, and what it says must not be run later by whoever uses the database.
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
