import { endHold } from '../../../coordination/host/hold-host.ts';
import { openDatabase } from '../../../db/open-database.ts';
import { defineCommand, type CliContext } from '../../define-command.ts';
import { HOST_ARGUMENT, tellQueue } from '../../flags/hold-flags.ts';

export const command = defineCommand({
  description: 'Whoever blocked it; also one that is to be blocked when it is free.',
  parameters: { positional: { kind: 'tuple', parameters: [HOST_ARGUMENT] } },
  async run(context: CliContext, _flags: Readonly<Record<never, never>>, host: string) {
    const config = await context.loadConfig();
    await using db = await openDatabase(config, { signal: context.signal });
    await endHold(db, host, 'block', null);
    await tellQueue(context, config);
    context.print({ host }, `${host}: not blocked any more`);
  },
});
