import { describeRenamedKey } from '../config/renamed-keys.ts';
import type { AnyCommand, CliContext, OutputStream } from './shared/define-command.ts';
import { exitCodeOfError, type ExitCode } from './shared/exit-codes.ts';
import { configOptionsOf } from './flags/config-options.ts';
import { ownFlags, type GlobalFlags } from './flags/global-flags.ts';
import { reportError } from './shared/report-error.ts';
import { chooseStyle, type TerminalStyle } from './terminal-style.ts';
import type { Terminal } from './terminal.ts';

/** Runs a command with the flags and arguments of its user, and reports its error. Never rejects. */
export async function runCliCommand(
  command: AnyCommand,
  flags: object,
  args: readonly unknown[],
  { terminal, signal }: { readonly terminal: Terminal; readonly signal: AbortSignal },
): Promise<ExitCode> {
  const { verbose = false, json = false } = flags as GlobalFlags;
  try {
    const context = createContext(flags, terminal, signal);
    return (await command.run(context, ownFlags(flags) as never, ...(args as never))) ?? 0;
  } catch (error) {
    terminal.stderr.write(`${reportError(error, { verbose, json })}\n`);
    return exitCodeOfError(error);
  }
}

function createContext(flags: GlobalFlags, terminal: Terminal, signal: AbortSignal): CliContext {
  const configOptions = configOptionsOf(flags);
  const json = flags.json ?? false;
  const style = chooseStyle(terminal.stderr.isTTY === true, terminal.env ?? {});
  return {
    signal,
    json,
    verbose: flags.verbose ?? false,
    stdout: terminal.stdout,
    stdin: terminal.stdin ?? null,
    stderr: styleStream(terminal.stderr, style),
    colour: style.colour,
    configOptions,
    // Loaded on first use: many commands need no configuration.
    loadConfig: async () => {
      const { loadConfigWithOrigins } = await import('../config/load-config.ts');
      const { config, renamed } = await loadConfigWithOrigins(configOptions);
      for (const each of renamed) terminal.stderr.write(`${describeRenamedKey(each)}\n`);
      return config;
    },
    print: (data, text) => void terminal.stdout.write(`${json ? JSON.stringify(data, null, 2) : text}\n`),
    progress: (line) => void terminal.stderr.write(`${line}\n`),
  };
}

/** A stream that is a terminal only where lines may be redrawn. Its width follows the terminal. */
const styleStream = (stream: OutputStream, { isLive }: TerminalStyle): OutputStream => ({
  write: (text) => stream.write(text),
  isTTY: isLive,
  get columns() {
    return stream.columns;
  },
});
