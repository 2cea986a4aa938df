import { generateHelpTextForAllCommands } from '@stricli/core';
import { buildCli, type Invoke } from '../cli/application.ts';
import { COMMANDS, type CommandTree, type LazyCommand } from '../cli/commands.ts';
import type { AnyCommand } from '../cli/define-command.ts';
import { EXIT_CODES } from '../cli/exit-codes.ts';
import { GLOBAL_FLAGS } from '../cli/flags/global-flags.ts';

/** docs/cli.md, whole: made from the definitions that the command itself uses. */
export async function renderCli(tree: CommandTree = COMMANDS): Promise<string> {
  const loaded = new Map<LazyCommand, AnyCommand>();
  for (const command of allCommands(tree)) loaded.set(command, (await command.load()).command);
  const nothing: Invoke = async () => undefined;
  const help = generateHelpTextForAllCommands(buildCli(tree, loaded, nothing));
  return [
    '# The command osstest',
    '',
    'Made by `npm run docs:write` from the definitions of the commands.',
    '',
    'Results are printed on stdout, progress and errors on stderr.',
    '',
    'The first interrupt (SIGINT, SIGTERM) stops what runs and cleans up; the second one ends at once.',
    '',
    '## Flags of every command',
    '',
    'They may also stand before the words of the command.',
    '',
    '| flag | what it does |',
    '| --- | --- |',
    ...Object.entries(GLOBAL_FLAGS).map(([name, { brief }]) => `| \`--${name}\` | ${brief} |`),
    '',
    '## Exit codes',
    '',
    '| code | meaning |',
    '| --- | --- |',
    ...Object.entries(EXIT_CODES).map(([code, meaning]) => `| ${code} | ${meaning} |`),
    ...help.flatMap(([route, text]) => ['', `## ${route}`, '', '```', withoutGlobalFlags(text), '```']),
    '',
  ].join('\n');
}

/** They are explained once for all. */
function withoutGlobalFlags(help: string): string {
  const briefs = Object.values(GLOBAL_FLAGS).map(({ brief }) => brief);
  const lines = help.trimEnd().split('\n');
  return lines.filter((line) => !briefs.some((brief) => line.endsWith(brief))).join('\n');
}

function allCommands(tree: CommandTree): readonly LazyCommand[] {
  return Object.values(tree).flatMap((entry) => ('load' in entry ? [entry] : Object.values(entry.commands)));
}
