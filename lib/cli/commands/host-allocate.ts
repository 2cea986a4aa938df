import { describeHold, holdHost } from '../../coordination/host/hold-host.ts';
import { openDatabase } from '../../db/open-database.ts';
import { defineCommand, type CliContext } from '../define-command.ts';
import { EXPIRY_FLAG, HOST_ARGUMENT, REASON_FLAG, thisPerson } from '../hold-flags.ts';

type Flags = { readonly reason: string; readonly expires?: number; readonly wait: boolean };

export const command = defineCommand({
  description: 'It stays yours until `osstest host free`, or until it expires. Nothing is done to the box.',
  parameters: {
    flags: {
      reason: REASON_FLAG,
      expires: EXPIRY_FLAG,
      wait: { kind: 'boolean', default: false, brief: 'If it is taken: get it when it is free, before the next job' },
    },
    positional: { kind: 'tuple', parameters: [HOST_ARGUMENT] },
  },
  async run(context: CliContext, { reason, expires, wait }: Flags, host: string) {
    const config = await context.loadConfig();
    await using db = await openDatabase(config, { signal: context.signal });
    const hold = await holdHost(db, {
      host,
      kind: 'allocate',
      who: thisPerson(),
      reason,
      expiresAtMs: expires === undefined ? null : Date.now() + expires,
      whenTaken: wait ? 'wait' : 'refuse',
    });
    context.print(hold, `${host}: ${describeHold(hold)}`);
  },
});
