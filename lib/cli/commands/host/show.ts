import { describeHold, findHold, findHost } from '../../../coordination/host/hold-host.ts';
import { describeUse } from '../../../coordination/host/host-row.ts';
import { openLab } from '../../../flight/runner/open-lab.ts';
import { defineCommand, type CliContext } from '../../shared/define-command.ts';
import { HOST_ARGUMENT } from '../../flags/hold-flags.ts';

export const command = defineCommand({
  description: 'Prints the flags and properties of a host, its user and since when, and the user who waits for it.',
  examples: [['osstest host show rack1', 'Show one host.']],
  parameters: { positional: { kind: 'tuple', parameters: [HOST_ARGUMENT] } },
  async run(context: CliContext, _flags: Readonly<Record<never, never>>, name: string) {
    const config = await context.loadConfig();
    await using db = await openLab(config, { signal: context.signal });
    const host = await findHost(db, name);
    const hold = await findHold(db, name);
    const lines = [
      `${name}: ${describeUse(host)}`,
      ...(hold === null ? [] : [`hold: ${describeHold(hold)}`]),
      `flags: ${host.flags.join(', ')}`,
      ...Object.entries(host.properties).map(([property, value]) => `property ${property}: ${value}`),
    ];
    context.print({ ...host, hold }, lines.join('\n'));
  },
});
