import type { BaseArgs, BaseFlags, CommandContext, TypedCommandParameters } from '@stricli/core';
import type { Readable } from 'node:stream';
import type { LoadConfigOptions } from '../config/load-config.ts';
import type { Config } from '../../typings/config.ts';
import type { ExitCode } from './exit-codes.ts';

/** What a command gets beside its flags and arguments. */
export interface CliContext {
  /** Aborted at the first SIGINT or SIGTERM; hand it to everything that waits. */
  readonly signal: AbortSignal;
  /** The user asked for data. */
  readonly json: boolean;
  readonly verbose: boolean;
  /** Both streams are what is written to; the rest of the process is not for commands. */
  readonly stdout: OutputStream;
  /** null: nobody can answer. */
  readonly stdin: Readable | null;
  readonly stderr: OutputStream;
  /** What `--config` and `--set` ask for. */
  readonly configOptions: LoadConfigOptions;
  /** Loads the configuration with {@link configOptions}. */
  loadConfig(): Promise<Config>;
  /** Prints the result on stdout: the data with `--json`, else the text (a line end is added). */
  print(data: unknown, text: string): void;
  /** Prints a line of progress on stderr. */
  progress(line: string): void;
}

export interface OutputStream {
  write(text: string): unknown;
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
}

/** One command: what it accepts, and what it does. The words that call it and its summary stand in commands.ts. */
export interface CommandDefinition<Flags extends BaseFlags, Args extends BaseArgs> {
  /** More than the summary, for its help. */
  readonly description?: string;
  /** As stricli's buildCommand takes them; the global flags are added. */
  readonly parameters: NoInfer<TypedCommandParameters<Flags, Args, CommandContext>>;
  /** Resolves with the exit code; nothing is 0. */
  readonly run: (context: CliContext, flags: Flags, ...args: Args) => Promise<ExitCode | void>;
}

/** A definition whose types do not matter any more. */
export interface AnyCommand {
  readonly description?: string;
  readonly parameters: object;
  readonly run: (context: CliContext, flags: never, ...args: never) => Promise<ExitCode | void>;
}

type NoFlags = Readonly<Record<never, never>>;

/** Defines a command; the types of flags and arguments are those that `run` takes. */
export function defineCommand<const Flags extends BaseFlags = NoFlags, const Args extends BaseArgs = []>(
  definition: CommandDefinition<Flags, Args>,
): CommandDefinition<Flags, Args> {
  return definition;
}
