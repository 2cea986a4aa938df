import { formatConfig } from '../../../config/format-config.ts';
import { withoutSecrets } from '../../../config/without-secrets.ts';
import { defineCommand, type CliContext } from '../../shared/define-command.ts';

export const command = defineCommand({
  description: 'Prints the configuration as YAML, or as JSON with --json. Passwords are left out.',
  examples: [
    ['osstest config show', 'Print every key with its value.'],
    ['osstest config show --set qemu.memoryMiB=2048', 'Print the configuration as it would be with another value.'],
  ],
  parameters: {},
  async run(context: CliContext) {
    const config = await context.loadConfig();
    context.print(withoutSecrets(config), formatConfig(config));
  },
});
