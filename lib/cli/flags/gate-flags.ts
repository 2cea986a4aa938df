import type { GateOrder } from '../../../typings/gate.ts';
import { openDatabase } from '../../db/open/open-database.ts';
import { UsageError } from '../../errors/usage-error.ts';
import { endGateOrder, giveGateOrder } from '../../gate/store/orders.ts';
import type { LoadConfigOptions } from '../../config/load-config.ts';
import type { CliContext } from '../shared/define-command.ts';
import { thisPerson } from './hold-flags.ts';

export const ORDER_FLAGS = {
  reason: {
    kind: 'parsed',
    parse: String,
    optional: true,
    placeholder: 'TEXT',
    brief: 'The reason, for other users; required without --off',
  },
  off: { kind: 'boolean', optional: true, withNegated: false, brief: 'Remove the order' },
} as const;

export type OrderFlags = { readonly reason?: string; readonly off?: boolean };

/** Gives an order to the gates of all machines, or removes it. `branch`: null means all branches. */
export async function orderGate(
  context: CliContext,
  { reason, off = false }: OrderFlags,
  order: Pick<GateOrder, 'branch' | 'kind' | 'revision'>,
): Promise<void> {
  const { branch, kind } = order;
  if (!off && reason === undefined)
    throw new UsageError(`gate ${kind}: give a reason with --reason, or remove the order with --off`);
  await using db = await openDatabase(await context.loadConfig(), { signal: context.signal });
  const of = branch ?? 'all branches';
  if (off) {
    const ended = await endGateOrder(db, { branch, kind });
    return context.print(
      { branch, kind, ended },
      `${of}: ${ended === 0 ? `there was no ${kind}` : `${kind} is removed`}`,
    );
  }
  const given = { ...order, who: thisPerson(), reason: reason ?? '' };
  await giveGateOrder(db, given);
  context.print(given, `${of}: ${kind}`);
}

/** The optional argument BRANCH; its default is all branches. */
export const ANY_BRANCH_ARGUMENT = {
  parse: String,
  placeholder: 'BRANCH',
  brief: 'Branch such as xen-unstable; default: all branches',
  optional: true,
} as const;

/** Returns the words that make another command use this configuration: its file, and the keys that flags have set. */
export function configWords({ flags = {} }: LoadConfigOptions, file: string | null): readonly string[] {
  const settings: string[] = [];
  const visit = (value: unknown, path: readonly string[]): void => {
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      for (const [key, inner] of Object.entries(value)) visit(inner, [...path, key]);
    } else settings.push('--set', `${path.join('.')}=${String(value)}`);
  };
  visit(flags, []);
  return [...(file === null ? [] : ['--config', file]), ...settings];
}
