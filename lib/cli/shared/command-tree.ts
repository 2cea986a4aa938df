import type { AnyCommand } from './define-command.ts';

/** A command that is loaded when it is called. */
export interface LazyCommand {
  readonly summary: string;
  readonly load: () => Promise<{ readonly command: AnyCommand }>;
}

/** Commands that share their first word. */
export interface CommandGroup {
  readonly summary: string;
  readonly commands: Readonly<Record<string, LazyCommand>>;
}

/** All commands by their first word. */
export type CommandTree = Readonly<Record<string, CommandGroup | LazyCommand>>;

/** Whether an entry of the tree is a command, not a group. */
export const isCommand = (entry: CommandGroup | LazyCommand): entry is LazyCommand => 'load' in entry;

/** Returns how many of the first words name a group or a command, and the entry that they name. */
export function findRoute(
  tree: CommandTree,
  words: readonly string[],
): { readonly length: number; readonly entry: CommandGroup | LazyCommand | null } {
  const first = ownEntry(tree, words[0]);
  if (first === null) return { length: 0, entry: null };
  if (isCommand(first)) return { length: 1, entry: first };
  const second = ownEntry(first.commands, words[1]);
  return second === null ? { length: 1, entry: first } : { length: 2, entry: second };
}

function ownEntry<Entry>(entries: Readonly<Record<string, Entry>>, name: string | undefined): Entry | null {
  return name !== undefined && Object.hasOwn(entries, name) ? (entries[name] ?? null) : null;
}

/** Returns every command with the words that call it, without `osstest`. */
export function listCommands(
  tree: CommandTree,
): readonly { readonly words: readonly string[]; readonly entry: LazyCommand }[] {
  return Object.entries(tree).flatMap(([first, entry]) =>
    isCommand(entry)
      ? [{ words: [first], entry }]
      : Object.entries(entry.commands).map(([second, command]) => ({ words: [first, second], entry: command })),
  );
}
