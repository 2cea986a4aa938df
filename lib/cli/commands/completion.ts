import { SHELL_SCRIPTS, SHELLS, type Shell } from '../completion/shell-scripts.ts';
import { defineCommand, type CliContext } from '../shared/define-command.ts';
import { UsageError } from '../../errors/usage-error.ts';

export const command = defineCommand({
  description:
    'Prints a script for bash, zsh or fish. It completes commands, flags, flights, jobs, hosts, branches, recipes and ' +
    'error codes. It reads the database of the configuration if the server is running, and never starts a server.',
  examples: [
    ['osstest completion bash > ~/.local/share/bash-completion/completions/osstest', 'Install it for bash.'],
    ['osstest completion zsh > ~/.zfunc/_osstest', 'Install it for zsh, with ~/.zfunc in fpath.'],
    ['osstest completion fish > ~/.config/fish/completions/osstest.fish', 'Install it for fish.'],
  ],
  parameters: {
    positional: {
      kind: 'tuple',
      parameters: [{ parse: parseShell, placeholder: 'SHELL', brief: 'bash, zsh or fish' }],
    },
  },
  run: (context: CliContext, _flags: Readonly<Record<never, never>>, shell: Shell) => {
    context.stdout.write(SHELL_SCRIPTS[shell]);
    return Promise.resolve();
  },
});

function parseShell(text: string): Shell {
  const shell = SHELLS.find((each) => each === text);
  if (shell === undefined) throw new UsageError(`"${text}": write ${SHELLS.join(', ')}`);
  return shell;
}
