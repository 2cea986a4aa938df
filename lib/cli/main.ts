import { run } from '@stricli/core';
import process from 'node:process';
import { buildCli, findRoute, type Invoke } from './application.ts';
import { COMMANDS, type CommandTree, type LazyCommand } from './commands.ts';
import type { AnyCommand } from './define-command.ts';
import { exitCodeOfError, type ExitCode } from './exit-codes.ts';
import { splitLeadingFlags } from './flags/global-flags.ts';
import { listenForInterrupt } from '../util/interrupt.ts';
import { reportError } from './report-error.ts';
import type { Terminal } from './terminal.ts';

/** Runs the command that the words name; resolves with the exit code. Never rejects. */
export async function main(
  argv: readonly string[],
  terminal: Terminal = process,
  tree: CommandTree = COMMANDS,
): Promise<ExitCode> {
  using interrupt = listenForInterrupt(terminal, {
    onFirst: (signal) =>
      terminal.stderr.write(`osstest: ${signal}: stopping and cleaning up; once more ends at once\n`),
    onSecond: () => terminal.exit(130),
  });
  let exitCode: ExitCode | null = null;
  const invoke: Invoke = async (command, flags, args) => {
    const { runCommand } = await loadRunCommand();
    exitCode = await runCommand(command, flags, args, { terminal, signal: interrupt.signal });
  };
  const stricli = { ...streams(terminal), exitCode: null as number | string | null };
  try {
    const { words, command } = arrange(argv, tree);
    const loaded = new Map<LazyCommand, AnyCommand>();
    if (command !== null) loaded.set(command, (await command.load()).command);
    await run(buildCli(tree, loaded, invoke), words, { process: stricli });
  } catch (error) {
    terminal.stderr.write(`${reportError(error, argv.includes('--verbose'))}\n`);
    return exitCodeOfError(error);
  }
  return exitCode ?? (stricli.exitCode === 0 ? 0 : 2);
}

/**
 * Loaded when it is needed: with the schema of the configuration it is half of what a help text would load. Not within the
 * function above, where a `using` keeps TypeScript from giving the compiled import its compiled name.
 */
const loadRunCommand = () => import('./run-command.ts');

const streams = ({ stdout, stderr }: Terminal): { stdout: Writer; stderr: Writer } => ({
  stdout: { write: (text) => void stdout.write(text) },
  stderr: { write: (text) => void stderr.write(text) },
});

interface Writer {
  readonly write: (text: string) => void;
}

function arrange(
  argv: readonly string[],
  tree: CommandTree,
): { words: readonly string[]; command: LazyCommand | null } {
  const { flags, rest } = splitLeadingFlags(argv);
  const { length, command } = findRoute(tree, rest);
  return { words: [...rest.slice(0, length), ...flags, ...rest.slice(length)], command };
}
