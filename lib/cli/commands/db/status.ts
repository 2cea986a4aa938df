import { databaseStatus, type DatabaseStatus } from '../../../db/database-status.ts';
import { defineCommand, type CliContext } from '../../define-command.ts';

export const command = defineCommand({
  description: 'Starts nothing and changes nothing.',
  parameters: {},
  async run(context: CliContext): Promise<void> {
    const status = await databaseStatus(await context.loadConfig());
    context.print(status, formatStatus(status));
  },
});

function schemaLines({
  applied,
  pending,
  unknown,
  oldestHarness,
}: NonNullable<DatabaseStatus['running']>['schema']): string[] {
  const lines: string[] = [];
  if (applied === null)
    lines.push('schema: no migration of ours yet; the next command that uses the database, or db migrate, makes it');
  else if (pending.length === 0) lines.push(`schema: up to date (${applied.length} migrations)`);
  else lines.push(`schema: to be migrated: ${pending.join(', ')}`);
  if (unknown.length > 0) lines.push(`of a newer osstest: ${unknown.join(', ')}`);
  if (oldestHarness !== null) lines.push(`oldest osstest that may use it: ${oldestHarness}`);
  return lines;
}

function formatStatus({ kind, target, state, running }: DatabaseStatus): string {
  const lines = [`${kind === 'private' ? 'private server' : 'database'}: ${target}: ${state}`];
  if (running !== null) {
    const { version, bytes, sessions, schema } = running;
    lines.push(`PostgreSQL ${version}, ${(bytes / 2 ** 20).toFixed(1)} MiB, ${sessions} other sessions`);
    lines.push(...schemaLines(schema));
  }
  return lines.join('\n');
}
