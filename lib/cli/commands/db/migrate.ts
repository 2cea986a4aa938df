import { databaseStatus } from '../../../db/open/database-status.ts';
import { openDatabase } from '../../../db/open/open-database.ts';
import { defineCommand, type CliContext } from '../../shared/define-command.ts';

export const command = defineCommand({
  description:
    'Adds the missing tables and columns, also to a database of the original harness. It changes and removes ' +
    'nothing else. Commands that run jobs do this automatically.',
  examples: [['osstest db migrate', 'Bring the schema up to date.']],
  parameters: {},
  async run(context: CliContext): Promise<void> {
    const config = await context.loadConfig();
    await using db = await openDatabase(config, { signal: context.signal, migrate: true });
    void db;
    const { target, running } = await databaseStatus(config);
    context.print(running?.schema ?? null, `${target}: schema is up to date`);
  },
});
