import { databaseStatus, type DatabaseStatus } from '../../../db/open/database-status.ts';
import { defineCommand, type CliContext } from '../../shared/define-command.ts';

export const command = defineCommand({
  description:
    'Prints the state of the server, its size, its sessions and the version of its schema. Starts nothing and ' +
    'changes nothing.',
  examples: [['osstest db status', 'Show where the database is and whether it is running.']],
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
    lines.push('schema: missing; the next command that uses the database creates it, or osstest db migrate');
  else if (pending.length === 0) lines.push(`schema: up to date (${applied.length} migrations)`);
  else lines.push(`schema: waits for the migrations ${pending.join(', ')}`);
  if (unknown.length > 0) lines.push(`migrations of a newer osstest: ${unknown.join(', ')}`);
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
