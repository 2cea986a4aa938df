import { describeHold, holdHost } from '../../coordination/host/hold-host.ts';
import { openDatabase } from '../../db/open-database.ts';
import { defineCommand, type CliContext } from '../define-command.ts';
import { EXPIRY_FLAG, HOST_ARGUMENT, REASON_FLAG, thisPerson } from '../hold-flags.ts';

type Flags = { readonly reason: string; readonly expires?: number; readonly now: boolean };

export const command = defineCommand({
  description:
    'At once if it is free, else as soon as it is, before the next job. No job uses it until it is unblocked.',
  parameters: {
    flags: {
      reason: REASON_FLAG,
      expires: EXPIRY_FLAG,
      now: { kind: 'boolean', default: false, brief: 'Take it away from whoever has it: that job breaks' },
    },
    positional: { kind: 'tuple', parameters: [HOST_ARGUMENT] },
  },
  async run(context: CliContext, { reason, expires, now }: Flags, host: string) {
    const config = await context.loadConfig();
    await using db = await openDatabase(config, { signal: context.signal });
    const hold = await holdHost(db, {
      host,
      kind: 'block',
      who: thisPerson(),
      reason,
      expiresAtMs: expires === undefined ? null : Date.now() + expires,
      whenTaken: now ? 'seize' : 'wait',
    });
    context.print(hold, `${host}: ${describeHold(hold)}`);
  },
});
