import { defineCommand, type CliContext } from '../../define-command.ts';
import { EXPIRY_FLAG, HOST_ARGUMENT, REASON_FLAG, takeHost } from '../../flags/hold-flags.ts';

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
    await takeHost(context, { host, kind: 'block', reason, expires, whenTaken: now ? 'seize' : 'wait' });
  },
});
