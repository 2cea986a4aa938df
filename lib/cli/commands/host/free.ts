import { endHold } from '../../../coordination/host/hold-host.ts';
import { openDatabase } from '../../../db/open-database.ts';
import { defineCommand, type CliContext } from '../../define-command.ts';
import { HOST_ARGUMENT, tellQueue, thisPerson } from '../../flags/hold-flags.ts';

type Flags = { readonly from?: string };

export const command = defineCommand({
  description:
    'Only if it is still held by the one who is named. The queue daemon is told, if the configuration names one; jobs get the host at its next run.',
  parameters: {
    flags: {
      from: { kind: 'parsed', parse: String, optional: true, brief: 'Who has it: USER@MACHINE; default: you, here' },
    },
    positional: { kind: 'tuple', parameters: [HOST_ARGUMENT] },
  },
  async run(context: CliContext, { from }: Flags, host: string) {
    const config = await context.loadConfig();
    await using db = await openDatabase(config, { signal: context.signal });
    const who = from ?? thisPerson();
    await endHold(db, host, 'allocate', who);
    await tellQueue(context, config);
    context.print({ host, from: who }, `${host}: ${who} has it no longer`);
  },
});
