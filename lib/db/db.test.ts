import test from 'ava';
import { QueryError } from '../errors/database-errors.ts';
import { freshDatabase } from '../testing/database/fresh-database.ts';
import { listTables } from './original-tables.ts';
import { many } from './query.ts';
import { serializable } from './serializable.ts';
import { sql } from './sql.ts';

test('a fresh database has our tables', async (t) => {
  await using db = await freshDatabase();
  const tables = await listTables(db);
  t.true(tables.some(({ table }) => table === 'step_details'));
});

test('a failed statement throws a QueryError that names it and where it was called', async (t) => {
  await using db = await freshDatabase();
  const callingFunction = async (): Promise<void> => {
    await many(db, sql<{ database: number }>('server/find-database'), {} as never);
  };
  const error = await t.throwsAsync(callingFunction, { instanceOf: QueryError });
  t.like(error, { query: 'server/find-database', code: 'QUERY_FAILED', blame: 'lab' });
  t.regex(error.stack ?? '', /callingFunction/);
});

test('serializable runs the work again until no other transaction conflicts with it', async (t) => {
  await using db = await freshDatabase();
  await db.none('create table counter as select 0 as n');
  let attempts = 0;
  await Promise.all(
    Array.from({ length: 8 }, () =>
      serializable(db, async (tx) => {
        attempts += 1;
        const { n } = await tx.one<{ n: number }>('select n from counter');
        await tx.none('update counter set n = $1', [n + 1]);
      }),
    ),
  );
  t.deepEqual(await db.one('select n from counter'), { n: 8 });
  t.true(attempts >= 8);
});
