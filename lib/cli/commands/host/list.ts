import { describeUse, listHosts, type HostRow } from '../../../coordination/host/host-row.ts';
import { openLab } from '../../../flight/runner/open-lab.ts';
import { defineCommand, type CliContext } from '../../shared/define-command.ts';

export const command = defineCommand({
  description: 'Prints each host with its flags, its user, and since when.',
  examples: [['osstest host list', 'List the hosts.']],
  parameters: {},
  async run(context: CliContext) {
    const config = await context.loadConfig();
    await using db = await openLab(config, { signal: context.signal });
    const hosts = await listHosts(db);
    context.print(hosts, hosts.length === 0 ? 'The lab has no hosts.' : hosts.map(formatHost).join('\n'));
  },
});

const formatHost = (host: HostRow): string => `${host.name}  ${describeUse(host)}  [${host.flags.join(', ')}]`;
