import { run } from '@stricli/core';
import process from 'node:process';
import { buildCli, type Invoke } from './application.ts';
import { findRoute, isCommand, type CommandTree, type LazyCommand } from './shared/command-tree.ts';
import { COMMANDS } from './commands.ts';
import type { AnyCommand } from './shared/define-command.ts';
import { exitCodeOfError, type ExitCode } from './shared/exit-codes.ts';
import { splitLeadingFlags } from './flags/global-flags.ts';
import { describeUnknownCommand } from './help/unknown-command.ts';
import { listenForInterrupt } from '../util/interrupt.ts';
import { UsageError } from '../errors/usage-error.ts';
import { reportError } from './shared/report-error.ts';
import type { Terminal } from './terminal.ts';

/** Runs the command that the words name, and resolves with its exit code. Never rejects. */
export async function main(
  argv: readonly string[],
  terminal: Terminal = process,
  tree: CommandTree = COMMANDS,
): Promise<ExitCode> {
  using interrupt = listenForInterrupt(terminal, {
    onFirst: (signal) =>
      terminal.stderr.write(`osstest: ${signal}: stopping and cleaning up; interrupt again to exit immediately\n`),
    onSecond: () => terminal.exit(130),
  });
  try {
    if (argv[0] === '__complete') {
      terminal.stdout.write(await (await loadComplete()).complete(tree, argv.slice(1)));
      return 0;
    }
    const { words, command } = arrange(argv, tree);
    return await parseAndRun(words, { tree, command, terminal, signal: interrupt.signal });
  } catch (error) {
    terminal.stderr.write(`${reportError(error, reportOptions(argv))}\n`);
    return exitCodeOfError(error);
  }
}

interface Line {
  readonly tree: CommandTree;
  readonly command: LazyCommand | null;
  readonly terminal: Terminal;
  readonly signal: AbortSignal;
}

/** @throws UsageError (`USAGE`, blame operator) - the parser refuses the words. */
async function parseAndRun(words: readonly string[], { tree, command, terminal, signal }: Line): Promise<ExitCode> {
  let exitCode: ExitCode | null = null;
  const invoke: Invoke = async (loadedCommand, flags, args) => {
    const { runCliCommand } = await loadRunCliCommand();
    exitCode = await runCliCommand(loadedCommand, flags, args, { terminal, signal });
  };
  const loaded = new Map<LazyCommand, AnyCommand>();
  if (command !== null) loaded.set(command, (await command.load()).command);
  let problem = '';
  const stricli = {
    stdout: { write: (text: string) => void terminal.stdout.write(text) },
    stderr: { write: (text: string) => void (problem += text) },
    exitCode: null as number | string | null,
  };
  await run(buildCli(tree, { loaded, invoke, width: helpWidth(terminal) }), words, { process: stricli });
  if (exitCode !== null) return exitCode;
  if (stricli.exitCode !== 0) throw new UsageError(`${problem.trim()}; see "osstest ${routeOf(words, tree)}--help"`);
  return 0;
}

/** Returns the columns for help texts: those of the terminal, within what is readable. */
const helpWidth = ({ stdout }: Terminal): number => Math.min(Math.max(stdout.columns ?? 100, 40), 120);

const routeOf = (words: readonly string[], tree: CommandTree): string =>
  words
    .slice(0, findRoute(tree, words).length)
    .map((word) => `${word} `)
    .join('');

/**
 * Loads the runner of commands on first use: with the schema of the configuration, it is half of what a help text would
 * load. It is not within `main`, where a `using` prevents TypeScript from rewriting the path of the import.
 */
const loadRunCliCommand = () => import('./run-cli-command.ts');

/** Loads shell completion on first use. */
const loadComplete = () => import('./completion/complete.ts');

/** Moves leading flags behind the words of the command, and rewrites `help COMMAND` to `COMMAND --help`. */
function arrange(
  argv: readonly string[],
  tree: CommandTree,
): { words: readonly string[]; command: LazyCommand | null } {
  const { flags, rest } = splitLeadingFlags(argv);
  const asked = rest[0] === 'help' && !isHelpFlag(rest[1]) ? [...rest.slice(1), '--help'] : rest;
  const unknown = describeUnknownCommand(tree, asked);
  if (unknown !== null) throw new UsageError(unknown);
  const { length, entry } = findRoute(tree, asked);
  const command = entry !== null && isCommand(entry) ? entry : null;
  return { words: [...asked.slice(0, length), ...(command === null ? [] : flags), ...asked.slice(length)], command };
}

const isHelpFlag = (word: string | undefined): boolean => word === '--help' || word === '-h';

/** Returns how errors of the command line itself are reported. Words after `--` are no flags. */
function reportOptions(argv: readonly string[]): { readonly verbose: boolean; readonly json: boolean } {
  const end = argv.indexOf('--');
  const flags = end === -1 ? argv : argv.slice(0, end);
  return { verbose: flags.includes('--verbose'), json: flags.includes('--json') };
}
