import { readFile } from 'node:fs/promises';
import type { ArgumentDoc } from '../shared/argument-doc.ts';
import type { FlagDoc } from '../help/parameter-docs.ts';

/** A flag as completion needs it. */
export type FlagWord = Pick<FlagDoc, 'name' | 'alias' | 'placeholder' | 'values' | 'brief'>;

/** The arguments of a command and its own flags. */
export interface CommandWords {
  readonly flags: readonly FlagWord[];
  readonly arguments: readonly Pick<ArgumentDoc, 'placeholder' | 'variadic'>[];
}

/** Those of all commands, by the words that call them, such as `report show`. */
export type CommandWordsTable = Readonly<Record<string, CommandWords>>;

/**
 * Reads the table that `npm run docs:write` generates from the definitions of the commands. To load a definition takes up
 * to 0.4 s, for the modules that the command uses.
 */
export async function readCommandWords(): Promise<CommandWordsTable> {
  return JSON.parse(await readFile(new URL('./command-words.json', import.meta.url), 'utf8')) as CommandWordsTable;
}
