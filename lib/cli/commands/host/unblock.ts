import { endHold } from '../../../coordination/host/hold-host.ts';
import { openDatabase } from '../../../db/open/open-database.ts';
import { defineCommand, type CliContext } from '../../shared/define-command.ts';
import { HOST_ARGUMENT, tellQueue } from '../../flags/hold-flags.ts';

export const command = defineCommand({
  description: 'Removes a block of any user, and an order to block the host when it is free.',
  examples: [['osstest host unblock rack1', 'Let jobs use the host again.']],
  parameters: { positional: { kind: 'tuple', parameters: [HOST_ARGUMENT] } },
  async run(context: CliContext, _flags: Readonly<Record<never, never>>, host: string) {
    const config = await context.loadConfig();
    await using db = await openDatabase(config, { signal: context.signal });
    await endHold(db, host, 'block', null);
    await tellQueue(context, config);
    context.print({ host }, `${host}: no longer blocked`);
  },
});
