import { listCommands, type CommandTree } from '../cli/shared/command-tree.ts';
import { COMMANDS } from '../cli/commands.ts';
import { EXIT_CODES } from '../cli/shared/exit-codes.ts';
import { GLOBAL_FLAGS } from '../cli/flags/global-flags.ts';
import { formatCommandHelp } from '../cli/help/format-help.ts';
import { listFlags } from '../cli/help/parameter-docs.ts';

const WIDTH = 100;

/** Returns the text of docs/cli.md, from the definitions that the command itself uses. */
export async function renderCli(tree: CommandTree = COMMANDS): Promise<string> {
  const commands = await Promise.all(
    listCommands(tree).map(async ({ words, entry }) => ({
      words: ['osstest', ...words],
      summary: entry.summary,
      command: (await entry.load()).command,
    })),
  );
  return [
    ...INTRODUCTION,
    '',
    '## Commands',
    '',
    '| command | what it does |',
    '| --- | --- |',
    ...commands.map(({ words, summary }) => `| [${words.join(' ')}](#${words.join('-')}) | ${summary} |`),
    ...commands.flatMap((help) => [
      '',
      `## ${help.words.join(' ')}`,
      '',
      '```',
      formatCommandHelp(help, { width: WIDTH, brief: true }).trimEnd(),
      '```',
    ]),
    '',
  ].join('\n');
}

const INTRODUCTION: readonly string[] = [
  '# The command osstest',
  '',
  '`npm run docs:write` generates this file from the definitions of the commands.',
  '',
  '`osstest help COMMAND` prints the help of a command.',
  '',
  'Results are printed on stdout; progress and errors are printed on stderr. With `--json`, an error is one JSON object',
  'on stderr, with `code`, `blame`, `message` and `details`. `osstest explain CODE` explains an error code.',
  '',
  'The first interrupt (SIGINT, SIGTERM) stops the command, which cleans up. The second interrupt ends it immediately.',
  '',
  'On a terminal, progress is a live view in colour. `NO_COLOR` turns off colour. `TERM=dumb` and `CI` also turn off the',
  'live view: each event is a plain line.',
  '',
  '## Flags of every command',
  '',
  'You can also write them before the words of the command.',
  '',
  '| flag | what it does |',
  '| --- | --- |',
  ...listFlags({ flags: GLOBAL_FLAGS }).map(
    ({ name, placeholder, brief }) =>
      `| \`${[name, ...(placeholder === null ? [] : [placeholder])].join(' ')}\` | ${brief} |`,
  ),
  '',
  '## Exit codes',
  '',
  'Commands with other exit codes list them.',
  '',
  '| code | meaning |',
  '| --- | --- |',
  ...Object.entries(EXIT_CODES).map(([code, meaning]) => `| ${code} | ${meaning} |`),
];
