import { defineCommand, type CliContext } from '../../define-command.ts';
import { EXPIRY_FLAG, HOST_ARGUMENT, REASON_FLAG, takeHost } from '../../flags/hold-flags.ts';

type Flags = { readonly reason: string; readonly expires?: number; readonly wait: boolean };

export const command = defineCommand({
  description: 'It stays yours until `osstest host free`, or until it expires. Nothing is done to the host.',
  parameters: {
    flags: {
      reason: REASON_FLAG,
      expires: EXPIRY_FLAG,
      wait: { kind: 'boolean', default: false, brief: 'If it is taken: get it when it is free, before the next job' },
    },
    positional: { kind: 'tuple', parameters: [HOST_ARGUMENT] },
  },
  async run(context: CliContext, { reason, expires, wait }: Flags, host: string) {
    await takeHost(context, { host, kind: 'allocate', reason, expires, whenTaken: wait ? 'wait' : 'refuse' });
  },
});
