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
import { isCommand, type CommandGroup, type CommandTree, type LazyCommand } from './shared/command-tree.ts';
import type { AnyCommand } from './shared/define-command.ts';
import { GLOBAL_FLAGS } from './flags/global-flags.ts';
import { formatCommandHelp, formatTreeHelp } from './help/format-help.ts';

/** Runs a loaded command with the flags and arguments of the command line. */
export type Invoke = (command: AnyCommand, flags: object, args: readonly unknown[]) => Promise<void>;

interface BuildOptions {
  /** The commands whose parameters are known; of the others only the summary is. */
  readonly loaded: ReadonlyMap<LazyCommand, AnyCommand>;
  readonly invoke: Invoke;
  /** Columns of the help. */
  readonly width: number;
}

const SUMMARY =
  'A test lab for hypervisors: book hosts, install Debian and Xen, drive guests, record, judge and bisect.';

/** Builds the application that parses command lines. Its help texts are those of lib/cli/help. */
export function buildCli(tree: CommandTree, options: BuildOptions): Application<CommandContext> {
  const routes = Object.entries(tree).map(([name, entry]) => {
    return [name, isCommand(entry) ? buildOne(entry, options) : buildGroup(entry, options)] as const;
  });
  const help = { summary: SUMMARY, commands: tree };
  const root = {
    ...buildRouteMap({ routes: Object.fromEntries(routes), docs: { brief: SUMMARY } }),
    formatHelp: () => formatTreeHelp(['osstest'], help, options.width),
  };
  return buildApplication(root, {
    name: 'osstest',
    versionInfo: { getCurrentVersion: packageVersion },
    scanner: { caseStyle: 'allow-kebab-for-camel', allowArgumentEscapeSequence: true },
    documentation: { caseStyle: 'convert-camel-to-kebab' },
  });
}

function buildGroup(group: CommandGroup, options: BuildOptions): RouteMap<CommandContext> {
  const routes = Object.entries(group.commands).map(([name, entry]) => [name, buildOne(entry, options)] as const);
  return {
    ...buildRouteMap({ routes: Object.fromEntries(routes), docs: { brief: group.summary } }),
    formatHelp: ({ prefix }) => formatTreeHelp(prefix, group, options.width),
  };
}

function buildOne(entry: LazyCommand, { loaded, invoke, width }: BuildOptions): Command<CommandContext> {
  const command = loaded.get(entry);
  const parameters = (command?.parameters ?? {}) as { readonly flags?: object };
  const built = buildCommand<object, readonly unknown[]>({
    docs: { brief: entry.summary },
    parameters: { ...parameters, flags: { ...parameters.flags, ...GLOBAL_FLAGS } } as never,
    func: async (flags, ...args) => {
      if (command !== undefined) await invoke(command, flags, args);
    },
  });
  if (command === undefined) return built;
  const { summary } = entry;
  return { ...built, formatHelp: ({ prefix }) => formatCommandHelp({ words: prefix, summary, command }, { width }) };
}

/** Source: package.json version. */
async function packageVersion(): Promise<string> {
  const text = await readFile(new URL('../../package.json', import.meta.url), 'utf8');
  return (JSON.parse(text) as { readonly version: string }).version;
}
