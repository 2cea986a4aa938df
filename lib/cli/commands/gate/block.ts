import { defineCommand, type CliContext } from '../../define-command.ts';
import { ANY_BRANCH_ARGUMENT, ORDER_FLAGS, orderGate, type OrderFlags } from '../../flags/gate-flags.ts';

export const command = defineCommand({
  description:
    'Tests go on. It has the last word over gate force. What passed meanwhile is pushed when it is taken back.',
  parameters: { flags: ORDER_FLAGS, positional: { kind: 'tuple', parameters: [ANY_BRANCH_ARGUMENT] } },
  run: (context: CliContext, flags: OrderFlags, branch?: string) =>
    orderGate(context, flags, { branch: branch ?? null, kind: 'block', revision: null }),
});
