import type { CommandGroup, CommandTree } from '../shared/command-tree.ts';
import type { AnyCommand } from '../shared/define-command.ts';
import { EXIT_CODES } from '../shared/exit-codes.ts';
import { GLOBAL_FLAGS } from '../flags/global-flags.ts';
import type { ArgumentDoc } from '../shared/argument-doc.ts';
import { listArguments, listFlags, type FlagDoc } from './parameter-docs.ts';
import { formatColumns, wrapText } from './wrap-text.ts';

/** What the help of one command is made of. */
export interface CommandHelp {
  /** The words that call it, `osstest` included. */
  readonly words: readonly string[];
  readonly summary: string;
  readonly command: AnyCommand;
}

export interface HelpOptions {
  readonly width: number;
  /** Leaves out what is the same for every command. */
  readonly brief?: boolean;
}

/** Returns the help of a command: summary, usage, description, arguments, flags, examples and exit codes. */
export function formatCommandHelp(
  { words, summary, command }: CommandHelp,
  { width, brief = false }: HelpOptions,
): string {
  const flags = listFlags(command.parameters);
  const documented = listArguments(command);
  const { description, examples, exitCodes } = command;
  const codes = Object.entries(exitCodes ?? (brief ? {} : EXIT_CODES));
  return joinSections([
    wrapText(summary, width),
    ['USAGE', `  ${formatUsage(words, flags, documented)}`],
    description === undefined ? [] : wrapText(description, width),
    section('ARGUMENTS', documented.map(argumentRow), width),
    section('FLAGS', flags.map(flagRow), width),
    brief ? [] : section('FLAGS OF EVERY COMMAND', listFlags({ flags: GLOBAL_FLAGS }).map(flagRow), width),
    ['EXAMPLES', ...examples.flatMap(([line, what]) => [`  ${line}`, ...wrapText(what, width - 6).map(indentMore)])],
    section('EXIT CODES', codes, width),
  ]);
}

const indentMore = (line: string): string => `      ${line}`;

/** Returns the usage line: the required flags with their values, and every argument. */
function formatUsage(words: readonly string[], flags: readonly FlagDoc[], documented: readonly ArgumentDoc[]): string {
  const required = flags.filter((flag) => flag.required).map((flag) => `${flag.name} ${flag.placeholder ?? ''}`);
  const optional = flags.some((flag) => !flag.required) ? ['[FLAGS]'] : [];
  return [...words, ...optional, ...required, ...documented.map(usageOfArgument)].join(' ');
}

function usageOfArgument({ placeholder, optional = false, variadic = false }: ArgumentDoc): string {
  const name = variadic ? `${placeholder}...` : placeholder;
  return optional ? `[${name}]` : name;
}

const argumentRow = ({ placeholder, brief }: ArgumentDoc): readonly [string, string] => [placeholder, brief];

function flagRow(flag: FlagDoc): readonly [string, string] {
  const notes = [
    ...(flag.required ? ['required'] : []),
    ...(flag.variadic && !/repeated/.test(flag.brief) ? ['may be repeated'] : []),
    ...(flag.default === null ? [] : [`default: ${flag.default}`]),
  ];
  const name = [...(flag.alias === null ? [] : [flag.alias]), flag.name].join(', ');
  const left = flag.placeholder === null ? name : `${name} ${flag.placeholder}`;
  return [left, notes.length === 0 ? flag.brief : `${flag.brief} (${notes.join('; ')})`];
}

/** Returns the help of `osstest` itself, or of one group: its commands with their summaries. */
export function formatTreeHelp(
  words: readonly string[],
  { summary, commands }: { readonly summary: string; readonly commands: CommandTree | CommandGroup['commands'] },
  width: number,
): string {
  const rows = Object.entries(commands).map(([name, entry]) => [name, entry.summary] as const);
  return joinSections([
    wrapText(summary, width),
    [
      'USAGE',
      `  ${words.join(' ')} COMMAND [FLAGS] [ARGUMENTS]`,
      `  ${['osstest', 'help', ...words.slice(1)].join(' ')} [COMMAND]`,
    ],
    section('COMMANDS', rows, width),
    section('FLAGS OF EVERY COMMAND', listFlags({ flags: GLOBAL_FLAGS }).map(flagRow), width),
  ]);
}

function section(title: string, rows: readonly (readonly [string, string])[], width: number): readonly string[] {
  return rows.length === 0 ? [] : [title, ...formatColumns(rows, width)];
}

const joinSections = (sections: readonly (readonly string[])[]): string =>
  `${sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
