import { listCommands } from '../cli/shared/command-tree.ts';
import { COMMANDS } from '../cli/commands.ts';
import type { CommandWordsTable, FlagWord } from '../cli/completion/command-words.ts';
import { listArguments, listFlags } from '../cli/help/parameter-docs.ts';

/** Returns the text of lib/cli/completion/command-words.json, from the definitions that the command itself uses. */
export async function renderCommandWords(): Promise<string> {
  const entries = listCommands(COMMANDS).map(async ({ words, entry }) => {
    const { command } = await entry.load();
    const flags = listFlags(command.parameters).map(({ name, alias, placeholder, values, brief }): FlagWord => ({
      name,
      alias,
      placeholder,
      values,
      brief,
    }));
    const arguments_ = listArguments(command).map(({ placeholder, variadic = false }) => ({ placeholder, variadic }));
    return [words.join(' '), { flags, arguments: arguments_ }] as const;
  });
  const table: CommandWordsTable = Object.fromEntries(await Promise.all(entries));
  return JSON.stringify(table);
}
