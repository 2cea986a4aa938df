import { defineCommand, type CliContext } from '../../shared/define-command.ts';
import { EXPIRY_FLAG, HOST_ARGUMENT, REASON_FLAG, takeHost } from '../../flags/hold-flags.ts';

type Flags = { readonly reason: string; readonly expires?: number; readonly wait: boolean };

export const command = defineCommand({
  description:
    'The host is yours until you run `osstest host free`, or until the time expires. The command does not touch ' +
    'the host itself.',
  examples: [
    ["osstest host allocate rack1 --reason 'debugging the NIC' --expires 8h", 'Allocate a free host for eight hours.'],
    ["osstest host allocate rack1 --reason 'debugging the NIC' --wait", 'Allocate it when its job has finished.'],
  ],
  parameters: {
    flags: {
      reason: REASON_FLAG,
      expires: EXPIRY_FLAG,
      wait: {
        kind: 'boolean',
        default: false,
        brief: 'If the host is in use: allocate it when it is free, before the next job',
      },
    },
    positional: { kind: 'tuple', parameters: [HOST_ARGUMENT] },
  },
  async run(context: CliContext, { reason, expires, wait }: Flags, host: string) {
    await takeHost(context, { host, kind: 'allocate', reason, expires, whenTaken: wait ? 'wait' : 'refuse' });
  },
});
