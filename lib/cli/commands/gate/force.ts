import { defineCommand, type CliContext } from '../../define-command.ts';
import { ORDER_FLAGS, orderGate, type OrderFlags } from '../../flags/gate-flags.ts';

type Flags = OrderFlags & { readonly revision?: string };

export const command = defineCommand({
  description:
    'The next run pushes what a flight has tested, however that went; never what was not built, and forward only. Without ' +
    '--revision it holds for whatever is tested until it is taken back.',
  parameters: {
    flags: {
      ...ORDER_FLAGS,
      revision: { kind: 'parsed', parse: String, optional: true, placeholder: 'REV', brief: 'Only this one, in full' },
    },
    positional: {
      kind: 'tuple',
      parameters: [{ parse: String, placeholder: 'BRANCH', brief: 'Such as xen-unstable' }],
    },
  },
  run: (context: CliContext, { revision, ...flags }: Flags, branch: string) =>
    orderGate(context, flags, { branch, kind: 'force', revision: revision ?? null }),
});
