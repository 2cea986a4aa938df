import {
  buildApplication,
  buildCommand,
  buildRouteMap,
  type Application,
  type Command,
  type CommandContext,
  type RouteMap,
} from '@stricli/core';
import { readFile } from 'node:fs/promises';
import type { CommandGroup, CommandTree, LazyCommand } from './commands.ts';
import type { AnyCommand } from './define-command.ts';
import { GLOBAL_FLAGS } from './flags/global-flags.ts';

/** Called with a loaded command and what the command line says; resolves when it has ended. */
export type Invoke = (command: AnyCommand, flags: object, args: readonly unknown[]) => Promise<void>;

/** How many of the first words name a group or a command, and the command that they name, if any. */
export function findRoute(
  tree: CommandTree,
  words: readonly string[],
): { readonly length: number; readonly command: LazyCommand | null } {
  const first = Object.hasOwn(tree, words[0] ?? '') ? tree[words[0] ?? ''] : undefined;
  if (first === undefined) return { length: 0, command: null };
  if (isCommand(first)) return { length: 1, command: first };
  const second = Object.hasOwn(first.commands, words[1] ?? '') ? first.commands[words[1] ?? ''] : undefined;
  return second === undefined ? { length: 1, command: null } : { length: 2, command: second };
}

const isCommand = (entry: CommandGroup | LazyCommand): entry is LazyCommand => 'load' in entry;

/** Stricli's application; only commands that `loaded` has know their parameters, the others just their summary. */
export function buildCli(
  tree: CommandTree,
  loaded: ReadonlyMap<LazyCommand, AnyCommand>,
  invoke: Invoke,
): Application<CommandContext> {
  const toCommand = (entry: LazyCommand): Command<CommandContext> => buildOne(entry, loaded.get(entry), invoke);
  const routes = Object.entries(tree).map(([name, entry]) => {
    return [name, isCommand(entry) ? toCommand(entry) : buildGroup(entry, toCommand)] as const;
  });
  const root = buildRouteMap({
    routes: Object.fromEntries(routes),
    docs: {
      brief: 'A test lab for hypervisors: book hosts, install Debian and Xen, drive guests, record, judge and bisect',
    },
  });
  return buildApplication(root, {
    name: 'osstest',
    versionInfo: { getCurrentVersion: packageVersion },
    scanner: { caseStyle: 'allow-kebab-for-camel', allowArgumentEscapeSequence: true },
    documentation: { caseStyle: 'convert-camel-to-kebab', useAliasInUsageLine: false, onlyRequiredInUsageLine: true },
  });
}

function buildGroup(
  group: CommandGroup,
  toCommand: (entry: LazyCommand) => Command<CommandContext>,
): RouteMap<CommandContext> {
  const routes = Object.entries(group.commands).map(([name, entry]) => [name, toCommand(entry)] as const);
  return buildRouteMap({ routes: Object.fromEntries(routes), docs: { brief: group.summary } });
}

function buildOne(entry: LazyCommand, command: AnyCommand | undefined, invoke: Invoke): Command<CommandContext> {
  const parameters = (command?.parameters ?? {}) as { readonly flags?: object };
  return buildCommand<object, readonly unknown[]>({
    docs: {
      brief: entry.summary,
      ...(command?.description === undefined ? {} : { fullDescription: command.description }),
    },
    parameters: { ...parameters, flags: { ...parameters.flags, ...GLOBAL_FLAGS } } as never,
    func: async (flags, ...args) => {
      if (command !== undefined) await invoke(command, flags, args);
    },
  });
}

/** Source: package.json version. */
async function packageVersion(): Promise<string> {
  const text = await readFile(new URL('../../package.json', import.meta.url), 'utf8');
  return (JSON.parse(text) as { readonly version: string }).version;
}
