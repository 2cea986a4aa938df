import test from 'ava';
import { DatabaseLostError } from '../errors/database-errors.ts';
import { freshDatabase } from '../testing/database/fresh-database.ts';
import type { Queryable } from './pg-promise.ts';
import { many, none } from './query.ts';
import { failingFast, reconnecting, reconnectingUntil, reconnectPolicyOf } from './reconnect.ts';
import { serializable } from './serializable.ts';
import { isRepeatable, sql } from './sql.ts';

const READ = sql<void, { alive: boolean }>('server/ping');
const ADD = sql<{ names: readonly string[] }, { name: string }>('coordination/add-hosts');
const FORGET = sql<{ flight: number }>('record/forget-order');
const START = sql<Record<string, unknown>, { stepno: number }>('record/start-step');

/** Returns a handle of a database whose connection fails with these codes, one per attempt, before it works. */
function failingHandle(...codes: readonly string[]): { readonly db: Queryable; readonly values: unknown[] } {
  const left = [...codes];
  const values: unknown[] = [];
  const send = (_file: unknown, given: unknown): Promise<unknown[]> => {
    values.push(given);
    const code = left.shift();
    return code === undefined ? Promise.resolve([]) : Promise.reject(Object.assign(new Error(code), { code }));
  };
  const result = async (file: unknown, given: unknown) => ({ rowCount: (await send(file, given)).length });
  return { db: { any: send, result } as unknown as Queryable, values };
}

test('a statement that reads is run again after a lost connection', async (t) => {
  const { db, values } = failingHandle('57P01', 'ECONNREFUSED', '57P03');
  t.deepEqual(await many(reconnecting(db), READ), []);
  t.is(values.length, 4);
});

test('a statement that writes and is not repeatable fails when it may have taken effect', async (t) => {
  const { db, values } = failingHandle('ECONNRESET');
  await t.throwsAsync(many(reconnecting(db), ADD, { names: [] }), { instanceOf: DatabaseLostError });
  t.is(values.length, 1);
});

test('a statement that writes is run again when no connection could be made', async (t) => {
  const { db, values } = failingHandle('ECONNREFUSED', 'ENOENT', '57P03');
  t.deepEqual(await many(reconnecting(db), ADD, { names: [] }), []);
  t.is(values.length, 4);
});

test('a statement that is marked as repeatable is run again after a lost connection', async (t) => {
  const { db, values } = failingHandle('ECONNRESET');
  t.is(await none(reconnecting(db), FORGET, { flight: 1 }), 0);
  t.is(values.length, 2);
});

test('a statement with the parameter again gets true only when an earlier attempt may have taken effect', async (t) => {
  const { db, values } = failingHandle('ECONNREFUSED', 'ECONNRESET', 'ECONNREFUSED');
  await many(reconnecting(db), START, {});
  t.deepEqual(
    values.map((each) => (each as { again: boolean }).again),
    [false, false, true, true],
  );
});

test('the tries end with the signal of the policy, and each outage is reported once', async (t) => {
  const { db } = failingHandle(...Array.from({ length: 1000 }, () => 'ECONNREFUSED'));
  const stop = new AbortController();
  const outages: unknown[] = [];
  const handle = reconnectingUntil(reconnecting(db, { onOutage: (error) => outages.push(error) }), stop.signal);
  const reading = many(handle, READ);
  stop.abort(new Error('stopped'));
  await t.throwsAsync(reading, { message: 'stopped' });
  t.true(outages.length <= 1);
});

test('a handle without a policy, or one that fails fast, throws immediately', async (t) => {
  for (const wrap of [(db: Queryable) => db, (db: Queryable) => failingFast(reconnecting(db))]) {
    const { db, values } = failingHandle('ECONNRESET');
    await t.throwsAsync(many(wrap(db), READ), { instanceOf: DatabaseLostError });
    t.is(values.length, 1);
  }
  t.is(reconnectPolicyOf(reconnectingUntil(failingHandle().db, new AbortController().signal)), null);
});

test('a serializable transaction is run again when its connection is lost before the commit', async (t) => {
  await using db = await freshDatabase();
  let runs = 0;
  const result = await serializable(db, async (tx) => {
    runs += 1;
    if (runs === 1) await tx.any('select pg_terminate_backend(pg_backend_pid())');
    return (await many(tx, READ)).length;
  });
  t.deepEqual([result, runs], [1, 2]);
});

test('a serializable transaction whose commit may have taken effect is run again only if it is repeatable', async (t) => {
  const lostAtCommit = () => {
    let runs = 0;
    const tx = async (_options: unknown, work: (tx: Queryable) => Promise<unknown>): Promise<unknown> => {
      const result = await work({} as Queryable);
      if (++runs === 1) throw Object.assign(new Error('lost'), { code: 'ECONNRESET' });
      return result;
    };
    return reconnecting({ tx } as unknown as Queryable);
  };
  const work = (): Promise<string> => Promise.resolve('done');
  await t.throwsAsync(serializable(lostAtCommit(), work), { instanceOf: DatabaseLostError });
  t.is(await serializable(lostAtCommit(), work, { isRepeatable: true }), 'done');
});

test('nothing reconnects inside a transaction', async (t) => {
  await using db = await freshDatabase();
  t.not(reconnectPolicyOf(db), null);
  await db.tx((tx) => {
    t.is(reconnectPolicyOf(tx), null);
    return Promise.resolve();
  });
});

test('isRepeatable distinguishes statements that read from statements that write', (t) => {
  t.true(isRepeatable('-- Does not update.\nselect 1 as n'));
  t.true(isRepeatable("select 'insert'"));
  t.false(isRepeatable('with n as (insert into a values (1) returning *) select * from n'));
  t.false(isRepeatable('select * from a for update'));
  t.false(isRepeatable('select pg_try_advisory_lock(1)'));
  t.true(isRepeatable('-- Sets a.\n-- repeatable: the same value is set\nupdate a set b = 1'));
});
