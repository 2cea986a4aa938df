import { TclListError, parseTclList } from './tcl-list.ts';

/** An error answer to a command. */
export class ProtocolError extends Error {
  override readonly name = 'ProtocolError';
  /** Whether it ends the connection, as in the original. */
  readonly closes: boolean;

  constructor(message: string, options: { readonly closes: boolean }) {
    super(message);
    this.closes = options.closes;
  }
}

/** What a daemon needs to know about its commands to parse a line. */
export interface CommandSignature {
  /** Names of the arguments, for the error about a wrong number of them. */
  readonly args: readonly string[];
}

export interface ParsedCommand<Command> {
  readonly name: string;
  readonly command: Command;
  readonly args: readonly string[];
}

/**
 * Parses one line of a client.
 *
 * @throws ProtocolError - with the original's text.
 */
export function parseCommandLine<Command extends CommandSignature>(
  line: string,
  commands: ReadonlyMap<string, Command>,
): ParsedCommand<Command> {
  const match = /^([-0-9a-z]+)(?:\s+([^]*))?$/.exec(line);
  if (match === null) throw new ProtocolError('bad cli cmd syntax', { closes: false });
  const [, name, rest] = match as unknown as [string, string, string | undefined];
  const command = commands.get(name);
  if (command === undefined) {
    throw new ProtocolError(`unknown command "cmd/${name}" isn't a procedure`, { closes: false });
  }
  return { name, command, args: parseArguments(rest ?? '', command) };
}

function parseArguments(text: string, { args }: CommandSignature): readonly string[] {
  if (args.length === 0) {
    if (text.trim() !== '') throw new ProtocolError('no arguments allowed', { closes: true });
    return [];
  }
  let list: string[];
  try {
    list = parseTclList(text);
  } catch (error) {
    if (!(error instanceof TclListError)) throw error;
    throw new ProtocolError(`bad list syntax ${error.message}`, { closes: false });
  }
  if (list.length !== args.length) {
    throw new ProtocolError(`wrong number of args (${args.join(' ')})`, { closes: false });
  }
  return list;
}
