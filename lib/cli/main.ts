import { run } from '@stricli/core';
import process from 'node:process';
import type { Readable } from 'node:stream';
import { buildCli, findRoute, type Invoke } from './application.ts';
import { COMMANDS, type CommandTree, type LazyCommand } from './commands.ts';
import type { AnyCommand, CliContext, OutputStream } from './define-command.ts';
import { exitCodeOfError, type ExitCode } from './exit-codes.ts';
import { configOptionsOf, splitLeadingFlags, type GlobalFlags } from './global-flags.ts';
import { listenForInterrupt, type SignalSource } from '../util/interrupt.ts';
import { reportError } from './report-error.ts';

/** As much of the process as the command line works with. */
export interface Terminal extends SignalSource {
  readonly stdin?: Readable;
  readonly stdout: OutputStream;
  readonly stderr: OutputStream;
  exit(code: number): void;
}

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
    exitCode = await runCommand(command, flags, args, terminal, interrupt.signal);
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

async function runCommand(
  command: AnyCommand,
  flags: object,
  args: readonly unknown[],
  terminal: Terminal,
  signal: AbortSignal,
): Promise<ExitCode> {
  try {
    const context = createContext(flags, terminal, signal);
    return (await command.run(context, flags as never, ...(args as never))) ?? 0;
  } catch (error) {
    terminal.stderr.write(`${reportError(error, (flags as GlobalFlags).verbose ?? false)}\n`);
    return exitCodeOfError(error);
  }
}

function createContext(flags: GlobalFlags, terminal: Terminal, signal: AbortSignal): CliContext {
  const configOptions = configOptionsOf(flags);
  const json = flags.json ?? false;
  return {
    signal,
    json,
    verbose: flags.verbose ?? false,
    stdout: terminal.stdout,
    stdin: terminal.stdin ?? null,
    stderr: terminal.stderr,
    configOptions,
    // Loaded when it is needed: with what it needs it takes longer than all the rest of a help text.
    loadConfig: async () => (await import('../config/load-config.ts')).loadConfig(configOptions),
    print: (data, text) => void terminal.stdout.write(`${json ? JSON.stringify(data, null, 2) : text}\n`),
    progress: (line) => void terminal.stderr.write(`${line}\n`),
  };
}
