import test from 'ava';
import { readFile } from 'node:fs/promises';
import { DatabaseSchemaError } from '../errors/database-errors.ts';
import { databaseSettings, freshDatabase } from '../testing/database/fresh-database.ts';
import { isOlder } from './harness-version.ts';
import { bringSchemaUpToDate, knownMigrations, readSchemaState } from './migrate.ts';
import { openDatabase } from './open/open-database.ts';
import { listTables, ORIGINAL_TABLES } from './original-tables.ts';
import { formatSchema } from './schema-text.ts';

test('schema.sql is the schema that the migrations create (else: npm run db:dump)', async (t) => {
  await using db = await freshDatabase();
  const text = await readFile(new URL('schema.sql', import.meta.url), 'utf8');
  t.is(text.replace(/^--.*\n\n/, ''), await formatSchema(db));
});

test('docs/schema.md names every table and column', async (t) => {
  await using db = await freshDatabase();
  const text = await readFile(new URL('../../docs/schema.md', import.meta.url), 'utf8');
  const sections = new Map(text.split(/^### /m).map((part) => [part.split('\n')[0]?.trim(), part]));
  for (const { table, columns } of await listTables(db)) {
    const section = sections.get(table);
    t.truthy(section, `docs/schema.md: no section for ${table}`);
    for (const column of columns) t.true(section?.includes(`\`${column}\``), `docs/schema.md: ${table}: ${column}`);
  }
});

test('migrating again changes nothing', async (t) => {
  await using db = await freshDatabase();
  const before = await readSchemaState(db);
  t.deepEqual(before, { applied: await knownMigrations(), pending: [], unknown: [], oldestHarness: null });
  t.deepEqual(await bringSchemaUpToDate(db, { migrate: true }), before);
});

test('ten concurrent migrations create one schema', async (t) => {
  await using db = await freshDatabase({ migrated: false });
  const dbs = await Promise.all(Array.from({ length: 10 }, () => openDatabase(databaseSettings(db))));
  await Promise.all(dbs.map((one) => one.close()));
  t.deepEqual((await readSchemaState(db)).applied, await knownMigrations());
  const magic = await db.any('select refkey, live from tasks order by taskid');
  t.deepEqual(magic, [
    { refkey: 'allocatable', live: true },
    { refkey: 'shared', live: true },
    { refkey: 'preparing', live: true },
    { refkey: 'idle', live: false },
  ]);
});

test('every migration is marked with the oldest harness that can still run', async (t) => {
  await using db = await freshDatabase();
  const marks = await db.any<{ migration: string }>('select migration from schema_marks order by migration');
  t.deepEqual(
    marks.map(({ migration }) => migration),
    await knownMigrations(),
  );
});

test('a schema of a newer osstest is accepted, or rejected if its marks exclude this osstest', async (t) => {
  await using db = await freshDatabase();
  await db.none(`insert into osstest_migrations (name, run_on) values ('999998-later', now())`);
  await db.none(`insert into schema_marks values ('999998-later', '0.0.9')`);
  await (await openDatabase(databaseSettings(db))).close();
  await db.none(`insert into osstest_migrations (name, run_on) values ('999999-latest', now())`);
  await db.none(`insert into schema_marks values ('999999-latest', '7.10.0')`);
  const error = await t.throwsAsync(openDatabase(databaseSettings(db)), { instanceOf: DatabaseSchemaError });
  t.like(error, { code: 'DATABASE_SCHEMA_NEWER', blame: 'operator' });
  t.regex(error.message, /999999-latest.*needs osstest 7\.10\.0/);
});

test('the database of another program is not changed', async (t) => {
  await using db = await freshDatabase({ migrated: false });
  await db.none('create table invoices (n int)');
  await t.throwsAsync(openDatabase(databaseSettings(db)), { code: 'DATABASE_NOT_OURS', message: /invoices/ });
  await db.none('drop table invoices; create table jobs (id int)');
  await t.throwsAsync(openDatabase(databaseSettings(db)), {
    code: 'DATABASE_NOT_OURS',
    message: /jobs has no column flight/,
  });
  t.deepEqual(
    (await listTables(db)).map(({ table }) => table),
    ['jobs'],
  );
});

test('missing migrations are only reported if migrate is false or the role lacks the right', async (t) => {
  await using db = await freshDatabase({ migrated: false });
  const settings = databaseSettings(db);
  await t.throwsAsync(openDatabase(settings, { migrate: false }), { code: 'DATABASE_SCHEMA_OLD', message: /000001/ });
  const reader = `reader_${process.pid}`;
  await db.none('create role $1:name login', [reader]);
  const asReader = {
    ...settings,
    database: { url: settings.database.url?.replace('user=osstest', `user=${reader}`) ?? '' },
  };
  await t.throwsAsync(openDatabase(asReader), { code: 'DATABASE_SCHEMA_OLD', message: /owner/ });
  await db.none('drop role $1:name', [reader]);
});

test('a migration that fails changes nothing, and reports the message of the server', async (t) => {
  await using db = await freshDatabase({ migrated: false });
  await db.none(
    'create table flights (flight int primary key, started int, blessing text, branch text, intended text)',
  );
  await db.none('create view step_details as select 1 as n'); // has the name of one of our tables
  const error = await t.throwsAsync(openDatabase(databaseSettings(db)), { code: 'DATABASE_MIGRATION_FAILED' });
  t.regex(error.message, /changed nothing: relation "step_details" already exists$/);
  t.deepEqual(
    (await listTables(db)).map(({ table }) => table),
    ['flights', 'osstest_migrations'],
  );
});

test('a database that another process migrates for the first time is accepted', async (t) => {
  await using db = await freshDatabase({ migrated: false });
  await db.none('create table osstest_migrations (id serial primary key, name varchar(255), run_on timestamp)');
  await using opened = await openDatabase(databaseSettings(db));
  t.deepEqual((await readSchemaState(opened)).pending, []);
});

test('the original’s tables have the columns by which its database is recognised', async (t) => {
  await using db = await freshDatabase();
  const found = new Map((await listTables(db)).map(({ table, columns }) => [table, columns]));
  for (const [table, columns] of Object.entries(ORIGINAL_TABLES)) {
    t.deepEqual(
      columns.filter((column) => found.get(table)?.includes(column) !== true),
      [],
      table,
    );
  }
});

test('isOlder compares versions by their numbers', (t) => {
  t.true(isOlder('0.9.0', '0.10.0'));
  t.false(isOlder('1.0.0', '1.0'));
  t.false(isOlder('1.0.0-beta.2', '1.0.0'));
  t.true(isOlder('1.2', '1.2.1'));
});
