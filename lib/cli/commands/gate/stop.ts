import { defineCommand, type CliContext } from '../../shared/define-command.ts';
import { ANY_BRANCH_ARGUMENT, ORDER_FLAGS, orderGate, type OrderFlags } from '../../flags/gate-flags.ts';

export const command = defineCommand({
  description: 'No gate on any machine starts a run until you remove the order. A run that has started continues.',
  examples: [
    ["osstest gate stop --reason 'the lab moves'", 'Stop the gates of all branches.'],
    ['osstest gate stop --off', 'Remove the order.'],
  ],
  parameters: { flags: ORDER_FLAGS, positional: { kind: 'tuple', parameters: [ANY_BRANCH_ARGUMENT] } },
  run: (context: CliContext, flags: OrderFlags, branch?: string) =>
    orderGate(context, flags, { branch: branch ?? null, kind: 'stop', revision: null }),
});
