import { defineCommand, type CliContext } from '../../shared/define-command.ts';
import { ORDER_FLAGS, orderGate, type OrderFlags } from '../../flags/gate-flags.ts';

type Flags = OrderFlags & { readonly revision?: string };

export const command = defineCommand({
  description:
    'The next run pushes what a flight has tested, whatever the result. It never pushes a revision that was not ' +
    'built, and only moves a branch forward. Without --revision, the order applies to all revisions until you ' +
    'remove it.',
  examples: [
    [
      "osstest gate force xen-unstable --reason 'known failure' --revision 4a30a2b931ce1f2d3c4b5a69788796a5b4c3d2e1",
      'Push one revision when it has been tested.',
    ],
    ['osstest gate force xen-unstable --off', 'Remove the order.'],
  ],
  parameters: {
    flags: {
      ...ORDER_FLAGS,
      revision: {
        kind: 'parsed',
        parse: String,
        optional: true,
        placeholder: 'REV',
        brief: 'Only this revision; write all 40 digits',
      },
    },
    positional: {
      kind: 'tuple',
      parameters: [{ parse: String, placeholder: 'BRANCH', brief: 'Branch such as xen-unstable' }],
    },
  },
  run: (context: CliContext, { revision, ...flags }: Flags, branch: string) =>
    orderGate(context, flags, { branch, kind: 'force', revision: revision ?? null }),
});
