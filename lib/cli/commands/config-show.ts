import { withoutSecrets } from '../../config/without-secrets.ts';
import { defineCommand, type CliContext } from '../define-command.ts';

export const command = defineCommand({
  description: 'Passwords are left out. The text is YAML.',
  parameters: {},
  async run(context: CliContext) {
    const config = withoutSecrets(await context.loadConfig());
    const { stringify } = await import('yaml');
    context.print(config, stringify(config).trimEnd());
  },
});
