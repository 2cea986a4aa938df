import { loadConfig } from '../../../config/load-config.ts';
import { ConfigInvalidError, formatConfigProblem } from '../../../errors/config-errors.ts';
import type { ConfigProblem } from '../../../../typings/config.ts';
import { defineCommand, type CliContext } from '../../shared/define-command.ts';

export const command = defineCommand({
  description:
    'Prints one line for each problem: file, line, column, key, what was found, and what is accepted. Exits with ' +
    '2 if there is a problem.',
  examples: [
    ['osstest config check', 'Check the configuration file that osstest finds here.'],
    ['osstest config check --config lab.yaml', 'Check another file.'],
  ],
  parameters: {},
  async run(context: CliContext) {
    const { file, problems } = await check(context);
    const lines = problems.map(formatConfigProblem);
    const valid = `${file ?? 'no configuration file'}: the configuration is valid`;
    context.print({ file, problems }, problems.length === 0 ? valid : lines.join('\n'));
    return problems.length === 0 ? 0 : 2;
  },
});

async function check({
  configOptions,
}: CliContext): Promise<{ file: string | null; problems: readonly ConfigProblem[] }> {
  try {
    const { file } = await loadConfig(configOptions);
    return { file, problems: [] };
  } catch (error) {
    if (!(error instanceof ConfigInvalidError)) throw error;
    const inFile = error.problems.map(({ origin }) => (origin.kind === 'file' ? origin.file : null));
    return { file: inFile.find((file) => file !== null) ?? null, problems: error.problems };
  }
}
