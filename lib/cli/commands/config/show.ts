import { formatConfig } from '../../../config/format-config.ts';
import { withoutSecrets } from '../../../config/without-secrets.ts';
import { defineCommand, type CliContext } from '../../define-command.ts';

export const command = defineCommand({
  description: 'Passwords are left out. The text is YAML.',
  parameters: {},
  async run(context: CliContext) {
    const config = await context.loadConfig();
    context.print(withoutSecrets(config), formatConfig(config));
  },
});
