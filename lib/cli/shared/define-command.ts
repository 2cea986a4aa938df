import type { BaseArgs, BaseFlags, CommandContext, TypedCommandParameters } from '@stricli/core';
import type { Readable } from 'node:stream';
import type { LoadConfigOptions } from '../../config/load-config.ts';
import type { Config } from '../../../typings/config.ts';
import type { ExitCode } from './exit-codes.ts';
import type { ArgumentDoc } from './argument-doc.ts';

/** What a command receives beside its flags and arguments. */
export interface CliContext {
  /** Aborted at the first SIGINT or SIGTERM. Pass it to everything that waits. */
  readonly signal: AbortSignal;
  /** Whether the user requested data (`--json`). */
  readonly json: boolean;
  readonly verbose: boolean;
  /** The stream for results. Commands use no other part of the process. */
  readonly stdout: OutputStream;
  /** null: no user can answer. */
  readonly stdin: Readable | null;
  readonly stderr: OutputStream;
  /** Whether text on stderr may be coloured. */
  readonly colour: boolean;
  /** The values of `--config` and `--set`. */
  readonly configOptions: LoadConfigOptions;
  /** Loads the configuration with {@link configOptions}. */
  loadConfig(): Promise<Config>;
  /** Prints the result on stdout: the data with `--json`, else the text with a line end. */
  print(data: unknown, text: string): void;
  /** Prints a line of progress on stderr. */
  progress(line: string): void;
}

/** A command line, and what it does. */
export type Example = readonly [line: string, what: string];

/** A stream that a command writes to. */
export interface OutputStream {
  write(text: string): unknown;
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
}

/** One command: its parameters and its function. commands.ts has the words that call it, and its summary. */
export interface CommandDefinition<Flags extends BaseFlags, Args extends BaseArgs> {
  /** What the help shows beside the summary. */
  readonly description: string;
  /** Command lines, each with one sentence. A test checks that they parse. */
  readonly examples: readonly Example[];
  /** The arguments as the help shows them, where one array holds arguments of several kinds. */
  readonly argumentDocs?: readonly ArgumentDoc[];
  /** Exit codes that differ from those of other commands. */
  readonly exitCodes?: Readonly<Record<number, string>>;
  /** The parameters of stricli's buildCommand; the global flags are added. */
  readonly parameters: NoInfer<TypedCommandParameters<Flags, Args, CommandContext>>;
  /** Resolves with the exit code; `undefined` means 0. */
  readonly run: (context: CliContext, flags: Flags, ...args: Args) => Promise<ExitCode | void>;
}

/** A definition of a command with any flags and arguments. */
export interface AnyCommand {
  readonly description: string;
  readonly examples: readonly Example[];
  readonly argumentDocs?: readonly ArgumentDoc[];
  readonly exitCodes?: Readonly<Record<number, string>>;
  readonly parameters: object;
  readonly run: (context: CliContext, flags: never, ...args: never) => Promise<ExitCode | void>;
}

type NoFlags = Readonly<Record<never, never>>;

/** Defines a command. The types of its flags and arguments are those of the parameters of `run`. */
export function defineCommand<const Flags extends BaseFlags = NoFlags, const Args extends BaseArgs = []>(
  definition: CommandDefinition<Flags, Args>,
): CommandDefinition<Flags, Args> {
  return definition;
}
