import { defineCommand, type CliContext } from '../../shared/define-command.ts';
import { EXPIRY_FLAG, HOST_ARGUMENT, REASON_FLAG, takeHost } from '../../flags/hold-flags.ts';

type Flags = { readonly reason: string; readonly expires?: number; readonly now: boolean };

export const command = defineCommand({
  description: 'Blocks a free host immediately, and a busy host when its job finishes. No job uses a blocked host.',
  examples: [
    ["osstest host block rack1 --reason 'bad disk'", 'Block a host.'],
    ["osstest host block rack1 --reason 'on fire' --now", 'Block it immediately, even if a job runs on it.'],
  ],
  parameters: {
    flags: {
      reason: REASON_FLAG,
      expires: EXPIRY_FLAG,
      now: { kind: 'boolean', default: false, brief: 'Block it even if a job uses it; that job ends broken' },
    },
    positional: { kind: 'tuple', parameters: [HOST_ARGUMENT] },
  },
  async run(context: CliContext, { reason, expires, now }: Flags, host: string) {
    await takeHost(context, { host, kind: 'block', reason, expires, whenTaken: now ? 'seize' : 'wait' });
  },
});
