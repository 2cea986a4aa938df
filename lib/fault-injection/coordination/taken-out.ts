import type { Db } from '../../db/db.ts';
import { failureCode } from '../../db/failures.ts';
import type { Queryable } from '../../db/pg-promise.ts';
import { describeError } from '../../errors/osstest-error.ts';
import type { TakenOut } from './harness-orders.ts';

/**
 * Returns the database as a harness would see it without a part of booking.
 *
 * - `retry`: a transaction that the server asks to retry fails instead.
 * - `unwinding`: hosts that were allocated in a turn that failed later are not released.
 */
export function withoutPart(db: Db, part: TakenOut | null): Db {
  if (part === 'retry') return replace(db, { tx: (...args: unknown[]) => withoutRetry(callTx(db, args)) });
  if (part === 'unwinding') {
    return replace(db, {
      any: (file: Parameters<Queryable['any']>[0], values?: { readonly to?: string }) =>
        values?.to === 'idle' ? Promise.resolve([]) : db.any(file, values),
    });
  }
  return db;
}

const callTx = (db: Db, args: readonly unknown[]): Promise<unknown> =>
  (db.tx as unknown as (...args: readonly unknown[]) => Promise<unknown>)(...args);

async function withoutRetry(work: Promise<unknown>): Promise<unknown> {
  try {
    return await work;
  } catch (error) {
    if (failureCode(error) === '40001' || failureCode(error) === '40P01') {
      throw new Error(`not tried again: ${describeError(error)}`); // without a cause, so that no code recognises it
    }
    throw error;
  }
}

const replace = (db: Db, methods: Readonly<Record<string, unknown>>): Db =>
  Object.create(db, Object.fromEntries(Object.entries(methods).map(([name, value]) => [name, { value }]))) as Db;
