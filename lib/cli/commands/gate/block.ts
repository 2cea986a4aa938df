import { defineCommand, type CliContext } from '../../shared/define-command.ts';
import { ANY_BRANCH_ARGUMENT, ORDER_FLAGS, orderGate, type OrderFlags } from '../../flags/gate-flags.ts';

export const command = defineCommand({
  description:
    'Branches are still tested, but nothing is pushed. The order overrides `gate force`. When you remove it, the ' +
    'next run pushes what has passed.',
  examples: [
    ["osstest gate block xen-unstable --reason 'release freeze'", 'Push nothing to one branch.'],
    ['osstest gate block xen-unstable --off', 'Remove the order.'],
  ],
  parameters: { flags: ORDER_FLAGS, positional: { kind: 'tuple', parameters: [ANY_BRANCH_ARGUMENT] } },
  run: (context: CliContext, flags: OrderFlags, branch?: string) =>
    orderGate(context, flags, { branch: branch ?? null, kind: 'block', revision: null }),
});
