import type { ConfigSettings } from '../../typings/config.ts';
import { setAt } from '../config/layer.ts';
import type { LoadConfigOptions } from '../config/load-config.ts';
import { parseSetting } from '../config/parse-setting.ts';
import { describeRenamedKey } from '../config/renamed-keys.ts';
import { UsageError } from '../errors/usage-error.ts';
import type { AnyCommand, CliContext } from './define-command.ts';
import { exitCodeOfError, type ExitCode } from './exit-codes.ts';
import { ownFlags, type GlobalFlags } from './flags/global-flags.ts';
import { reportError } from './report-error.ts';
import type { Terminal } from './terminal.ts';

/** Runs a command with what its user typed, and says what went wrong. Never rejects. */
export async function runCommand(
  command: AnyCommand,
  flags: object,
  args: readonly unknown[],
  { terminal, signal }: { readonly terminal: Terminal; readonly signal: AbortSignal },
): Promise<ExitCode> {
  try {
    const context = createContext(flags, terminal, signal);
    return (await command.run(context, ownFlags(flags) as never, ...(args as never))) ?? 0;
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
    // Loaded when it is needed: many commands need no configuration.
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

/** What loadConfig is to be asked for. */
function configOptionsOf({ config, set }: GlobalFlags): LoadConfigOptions {
  const settings: Record<string, unknown> = {};
  for (const text of set ?? []) {
    const [key = '', ...value] = text.split('=');
    if (value.length === 0) throw new UsageError(`--set ${text}: write KEY=VALUE, such as --set qemu.memoryMiB=2048`);
    setAt(settings, key.split('.'), parseSetting(key, value.join('=')));
  }
  return { file: config, flags: settings as ConfigSettings };
}
