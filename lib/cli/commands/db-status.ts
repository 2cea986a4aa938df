import { databaseStatus, type DatabaseStatus } from '../../db/database-status.ts';
import { defineCommand, type CliContext } from '../define-command.ts';

export const command = defineCommand({
  description: 'Starts nothing and changes nothing.',
  parameters: {},
  async run(context: CliContext): Promise<void> {
    const status = await databaseStatus(await context.loadConfig());
    context.print(status, formatStatus(status));
  },
});

function formatStatus({ kind, target, state, running }: DatabaseStatus): string {
  const lines = [`${kind === 'private' ? 'private server' : 'database'}: ${target}: ${state}`];
  if (running !== null) {
    const { version, bytes, sessions, schema } = running;
    lines.push(`PostgreSQL ${version}, ${(bytes / 2 ** 20).toFixed(1)} MiB, ${sessions} other sessions`);
    lines.push(`schema: ${JSON.stringify(schema)}`);
  }
  return lines.join('\n');
}
