import { describeOwner, listHosts, type HostRow } from '../../coordination/host/host-row.ts';
import { openDatabase } from '../../db/open-database.ts';
import { defineCommand, type CliContext } from '../define-command.ts';

export const command = defineCommand({
  description: 'With its flags, and who has it since when.',
  parameters: {},
  async run(context: CliContext) {
    const config = await context.loadConfig();
    await using db = await openDatabase(config, { signal: context.signal });
    const hosts = await listHosts(db);
    context.print(hosts, hosts.length === 0 ? 'The lab has no hosts.' : hosts.map(formatHost).join('\n'));
  },
});

function formatHost({ name, flags, owner }: HostRow): string {
  const sinceMs = owner?.sinceMs ?? null;
  const since = sinceMs === null ? '' : ` since ${new Date(sinceMs).toISOString()}`;
  return `${name}  ${owner === null ? 'free' : `${describeOwner(owner)}${since}`}  [${flags.join(', ')}]`;
}
