import { findRoute, isCommand, type CommandTree } from '../shared/command-tree.ts';
import { GLOBAL_FLAGS, splitLeadingFlags } from '../flags/global-flags.ts';
import { listFlags } from '../help/parameter-docs.ts';
import type { CommandWords, CommandWordsTable, FlagWord } from './command-words.ts';

/** A value to complete. */
export interface ValueWish {
  /** The kinds of the value, such as `FLIGHT.JOB|RECIPE`. */
  readonly placeholder: string;
  /** What precedes the value in the word: `--flag=`, or nothing. */
  readonly lead: string;
  /** The start of the value. */
  readonly prefix: string;
  /** The flight that an earlier argument names. */
  readonly flight: string | undefined;
}

interface WordList {
  readonly kind: 'words';
  readonly words: readonly (readonly [word: string, what: string])[];
}

/** What completes a word: one of these words, or a value of a kind. */
export type Completion = WordList | (ValueWish & { readonly kind: 'values' });

const NOTHING: WordList = { kind: 'words', words: [] };

/** Returns what completes the last of some words, which is empty where the user starts a new word. */
export function findCompletion(tree: CommandTree, table: CommandWordsTable, words: readonly string[]): Completion {
  const current = words.at(-1) ?? '';
  const { flags, rest } = splitLeadingFlags(words.slice(0, -1));
  if (['--config', '--set'].includes(words.at(-2) ?? '') && rest.length === 0) return NOTHING;
  const isHelp = rest[0] === 'help';
  const before = isHelp ? rest.slice(1) : rest;
  const { length, entry } = findRoute(tree, before);
  if (entry !== null && isCommand(entry)) {
    const command = table[before.slice(0, length).join(' ')];
    return isHelp || command === undefined ? NOTHING : completeCommand(command, before.slice(length), current);
  }
  if (before.length > length) return NOTHING;
  if (current.startsWith('-')) return flagNames(entry === null ? listFlags({ flags: GLOBAL_FLAGS }) : []);
  const commands = Object.entries(entry === null ? tree : entry.commands);
  const own = entry === null && (isHelp || flags.length > 0) ? commands.filter(([name]) => name !== 'help') : commands;
  return { kind: 'words', words: own.map(([name, { summary }]) => [name, summary]) };
}

function completeCommand(command: CommandWords, before: readonly string[], current: string): Completion {
  const { arguments: documented } = command;
  const flags = [...command.flags, ...listFlags({ flags: GLOBAL_FLAGS })];
  const { positionals, open, isEnded } = readWords(flags, before);
  const flight = positionals[documented.findIndex(({ placeholder }) => placeholder === 'FLIGHT')];
  if (open !== null) return completeValue(open, { lead: '', prefix: current, flight });
  if (current.startsWith('-') && !isEnded) {
    const end = current.indexOf('=') + 1;
    if (end === 0) return flagNames(flags);
    const flag = findFlag(flags, current.slice(0, end - 1));
    return flag === null
      ? NOTHING
      : completeValue(flag, { lead: current.slice(0, end), prefix: current.slice(end), flight });
  }
  const placeholder = placeholderAt(documented, positionals.length);
  return placeholder === null ? NOTHING : { kind: 'values', placeholder, lead: '', prefix: current, flight };
}

/** Returns the placeholder of the argument at a position; null: the command takes no more. */
function placeholderAt(documented: CommandWords['arguments'], position: number): string | null {
  const last = documented.at(-1);
  return (documented[position] ?? (last?.variadic === true ? last : null))?.placeholder ?? null;
}

function completeValue(flag: FlagWord, word: Omit<ValueWish, 'placeholder'>): Completion {
  if (flag.values.length > 0) return { kind: 'words', words: flag.values.map((value) => [`${word.lead}${value}`, '']) };
  return { kind: 'values', placeholder: flag.placeholder ?? '', ...word };
}

const flagNames = (flags: readonly FlagWord[]): WordList => ({
  kind: 'words',
  words: [...flags.map(({ name, brief }) => [name, brief] as const), ['--help', 'Print the help of the command']],
});

/** Returns the flag of a name or a letter that takes a value. */
const findFlag = (flags: readonly FlagWord[], word: string): FlagWord | null =>
  flags.find(({ name, alias, placeholder }) => placeholder !== null && (word === name || word === alias)) ?? null;

interface ReadWords {
  readonly positionals: readonly string[];
  /** The flag whose value is the next word. */
  readonly open: FlagWord | null;
  /** Whether there was a `--`, after which no word is a flag. */
  readonly isEnded: boolean;
}

/** Returns the arguments among some words of a command, and what the next word is. */
function readWords(flags: readonly FlagWord[], words: readonly string[]): ReadWords {
  const positionals: string[] = [];
  let open: FlagWord | null = null;
  for (const [index, word] of words.entries()) {
    if (open !== null) open = null;
    else if (word === '--') return { positionals: [...positionals, ...words.slice(index + 1)], open, isEnded: true };
    else if (word.startsWith('-') && word !== '-') open = findFlag(flags, word);
    else positionals.push(word);
  }
  return { positionals, open, isEnded: false };
}
