import { findRoute, isCommand, type CommandTree, type LazyCommand } from '../command-tree.ts';
import { GLOBAL_FLAGS, splitLeadingFlags } from '../flags/global-flags.ts';
import { listArguments, listFlags, type FlagDoc } from '../help/parameter-docs.ts';

/** What completes a word: these candidates, or values of the kinds that the placeholder names. */
export type Completion =
  | { readonly kind: 'words'; readonly words: readonly (readonly [word: string, what: string])[] }
  | { readonly kind: 'values'; readonly placeholder: string };

/** Returns what completes the last of some words, which is empty where the user starts a new word. */
export async function findCompletion(tree: CommandTree, words: readonly string[]): Promise<Completion> {
  const current = words.at(-1) ?? '';
  const { rest: typed } = splitLeadingFlags(words.slice(0, -1));
  const before = typed[0] === 'help' ? typed.slice(1) : typed;
  const { length, entry } = findRoute(tree, before);
  const arguments_ = before.slice(length);
  if (entry !== null && isCommand(entry)) return completeCommand(entry, arguments_, current);
  if (arguments_.length > 0) return { kind: 'words', words: [] };
  const commands = Object.entries(entry === null ? tree : entry.commands);
  return { kind: 'words', words: commands.map(([name, { summary }]) => [name, summary]) };
}

async function completeCommand(entry: LazyCommand, before: readonly string[], current: string): Promise<Completion> {
  const { command } = await entry.load();
  const flags = [...listFlags(command.parameters), ...listFlags({ flags: GLOBAL_FLAGS })];
  const { positionals, open } = readWords(flags, before);
  if (open !== null && open.values.length > 0) return { kind: 'words', words: open.values.map((value) => [value, '']) };
  if (open !== null) return { kind: 'values', placeholder: open.placeholder ?? '' };
  if (current.startsWith('-')) {
    const help = ['--help', 'Print the help of the command'] as const;
    return { kind: 'words', words: [...flags.map(({ name, brief }) => [name, brief] as const), help] };
  }
  const documented = listArguments(command);
  const last = documented.at(-1);
  const argument = documented[positionals] ?? (last?.variadic === true ? last : undefined);
  return argument === undefined ? { kind: 'words', words: [] } : { kind: 'values', placeholder: argument.placeholder };
}

/** Returns the number of arguments among some words, and the flag whose value comes next. */
function readWords(
  flags: readonly FlagDoc[],
  words: readonly string[],
): { readonly positionals: number; readonly open: FlagDoc | null } {
  let positionals = 0;
  let open: FlagDoc | null = null;
  for (const word of words) {
    if (open !== null) open = null;
    else if (!word.startsWith('-')) positionals++;
    else
      open =
        flags.find(({ name, alias, placeholder }) => placeholder !== null && (word === name || word === alias)) ?? null;
  }
  return { positionals, open };
}
