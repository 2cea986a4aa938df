import { UsageError } from '../../errors/usage-error.ts';
import { defineCommand, type CliContext } from '../shared/define-command.ts';

export const command = defineCommand({
  description: '`osstest help COMMAND` prints what `osstest COMMAND --help` prints.',
  examples: [
    ['osstest help', 'List the commands.'],
    ['osstest help flight run', 'Show the help of one command.'],
  ],
  parameters: {
    positional: {
      kind: 'array',
      parameter: { parse: String, placeholder: 'COMMAND', brief: 'Words of a command, or of a group of commands' },
    },
  },
  // main.ts rewrites these words before a command is called
  run: (_context: CliContext, _flags: Readonly<Record<never, never>>, ..._words: string[]) =>
    Promise.reject(new UsageError('help: write osstest help COMMAND')),
});
