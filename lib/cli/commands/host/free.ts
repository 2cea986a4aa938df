import { endHold } from '../../../coordination/host/hold-host.ts';
import { openDatabase } from '../../../db/open/open-database.ts';
import { defineCommand, type CliContext } from '../../shared/define-command.ts';
import { HOST_ARGUMENT, tellQueue, thisPerson } from '../../flags/hold-flags.ts';

type Flags = { readonly from?: string };

export const command = defineCommand({
  description:
    'Frees a host that you allocated, or that another user allocated (--from). The queue daemon is notified if ' +
    'the configuration names one, and its next run gives the host to a job.',
  examples: [
    ['osstest host free rack1', 'Free your host.'],
    ['osstest host free rack1 --from ian@bench', 'Free a host that another user allocated.'],
  ],
  parameters: {
    flags: {
      from: {
        kind: 'parsed',
        parse: String,
        optional: true,
        placeholder: 'USER@MACHINE',
        brief: 'User who allocated it; default: you on this machine',
      },
    },
    positional: { kind: 'tuple', parameters: [HOST_ARGUMENT] },
  },
  async run(context: CliContext, { from }: Flags, host: string) {
    const config = await context.loadConfig();
    await using db = await openDatabase(config, { signal: context.signal });
    const who = from ?? thisPerson();
    await endHold(db, host, 'allocate', who);
    await tellQueue(context, config);
    context.print({ host, from: who }, `${host}: no longer allocated to ${who}`);
  },
});
