import { defineCommand, type CliContext } from '../../define-command.ts';
import { ANY_BRANCH_ARGUMENT, ORDER_FLAGS, orderGate, type OrderFlags } from '../../flags/gate-flags.ts';

export const command = defineCommand({
  description: 'Until it is taken back, on all machines. A run that is under way goes on to its end.',
  parameters: { flags: ORDER_FLAGS, positional: { kind: 'tuple', parameters: [ANY_BRANCH_ARGUMENT] } },
  run: (context: CliContext, flags: OrderFlags, branch?: string) =>
    orderGate(context, flags, { branch: branch ?? null, kind: 'stop', revision: null }),
});
