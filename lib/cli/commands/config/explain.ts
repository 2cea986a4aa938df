import { explainConfig } from '../../../config/explain-config.ts';
import { withoutSecrets } from '../../../config/without-secrets.ts';
import { formatConfigOrigin } from '../../../errors/config-errors.ts';
import { defineCommand, type CliContext } from '../../shared/define-command.ts';

export const command = defineCommand({
  description:
    'Prints what a key means, its value, where the value comes from, what it accepts, and the environment ' +
    'variable that sets it.',
  examples: [['osstest config explain qemu.memoryMiB', 'Explain one key.']],
  parameters: {
    positional: {
      kind: 'tuple',
      parameters: [{ brief: 'A key such as qemu.memoryMiB or hosts.rack1.address', placeholder: 'KEY', parse: String }],
    },
  },
  async run(context: CliContext, _flags: {}, key: string) {
    const explanation = withoutSecrets(await explainConfig(key, context.configOptions));
    const { value, origin, type, description, env } = explanation;
    const lines = [
      `${key}: ${description}`,
      `  value     ${JSON.stringify(value)}`,
      `  from      ${formatConfigOrigin(origin)}`,
      `  accepted  ${type}`,
      `  env       ${env ?? 'none'}`,
    ];
    context.print(explanation, lines.join('\n'));
  },
});
