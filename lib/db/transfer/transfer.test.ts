import test from 'ava';
import { createReadStream } from 'node:fs';
import { PassThrough, Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { createGunzip } from 'node:zlib';
import { ImportError } from '../../errors/database-errors.ts';
import { databaseSettings, freshDatabase } from '../../testing/database/fresh-database.ts';
import type { Db } from '../db.ts';
import { readSchemaState } from '../migrate.ts';
import { formatSchema } from '../schema-text.ts';
import { exportDatabase } from './export-database.ts';
import { importDatabase } from './import-database.ts';
import { readDump, type DumpPiece } from './read-dump.ts';

const HISTORY = fileURLToPath(new URL('../../testing/data/history/history.sql.gz', import.meta.url));
const historyDump = (): Readable => createReadStream(HISTORY).pipe(createGunzip());

async function exportText(db: Db): Promise<string> {
  const target = new PassThrough();
  const chunks: Buffer[] = [];
  target.on('data', (chunk: Buffer) => chunks.push(chunk));
  await exportDatabase(databaseSettings(db), target);
  return Buffer.concat(chunks).toString();
}

async function piecesOf(text: string, chunkSize = 7): Promise<DumpPiece[]> {
  const bytes = Buffer.from(text);
  const chunks = Array.from({ length: Math.ceil(bytes.length / chunkSize) }, (_, n) =>
    bytes.subarray(n * chunkSize, (n + 1) * chunkSize),
  );
  const pieces: DumpPiece[] = [];
  for await (const piece of readDump(Readable.from(chunks))) pieces.push(piece);
  return pieces;
}

const countOf = async (db: Db, table: string): Promise<number> =>
  (await db.one<{ n: number }>('select count(*)::int as n from $1:name', [table])).n;

test('importDatabase reads a dump of the original as pg_dump writes it, and migrates it', async (t) => {
  await using db = await freshDatabase({ migrated: false });
  const summary = await importDatabase(databaseSettings(db), historyDump());
  t.is(await countOf(db, 'steps'), 47_547);
  t.is(await countOf(db, 'flights'), 80);
  t.true(summary.rows > 90_000);
  t.deepEqual((await readSchemaState(db)).pending, []);
  t.is((await db.one<{ flight: number }>('insert into flights (branch) values (1) returning flight')).flight, 20_081);
  t.is(await countOf(db, 'tasks'), 4);
});

test('a migration leaves the tables of the original unchanged', async (t) => {
  await using original = await freshDatabase({ migrated: false });
  await using ours = await freshDatabase();
  await importDatabase(databaseSettings(original), historyDump());
  t.is(await formatSchema(original), await formatSchema(ours));
});

test('an import of an export has the same rows, keys, indexes and sequences', async (t) => {
  await using original = await freshDatabase({ migrated: false });
  await importDatabase(databaseSettings(original), historyDump());
  await original.none(
    String.raw`insert into runvars values (20001, 'x', E'tab\tnl\nback\\slash', E'\\.\n\\N ä', true), (20001, 'x', 'null', null, true)`,
  );
  const exported = await exportText(original);
  await using copy = await freshDatabase(); // has our empty tables, as after it was opened
  await importDatabase(databaseSettings(copy), Readable.from([exported]));
  t.is(await exportText(copy), exported.replace(/database \S+/, `database ${copy.parameters.database}`));
  t.is((await copy.one<{ flight: number }>('insert into flights (branch) values (1) returning flight')).flight, 20_081);
});

test('importDatabase rejects a database that is not empty, and leaves it unchanged', async (t) => {
  await using db = await freshDatabase();
  await db.none(`insert into flights (branch) values ('mine')`);
  const error = await t.throwsAsync(importDatabase(databaseSettings(db), historyDump()), { instanceOf: ImportError });
  t.regex(error.message, /not empty/);
  t.is(await countOf(db, 'flights'), 1);
  await using foreign = await freshDatabase({ migrated: false });
  await foreign.none('create table invoices (n int)');
  await t.throwsAsync(importDatabase(databaseSettings(foreign), historyDump()), { message: /invoices/ });
});

test('importDatabase leaves nothing of a truncated or invalid dump, and names the line', async (t) => {
  await using db = await freshDatabase();
  const head =
    'CREATE TABLE public.flights (flight int,\n branch text);\nCOPY public.flights (flight, branch) FROM stdin;\n';
  const cases: readonly (readonly [string, number, RegExp])[] = [
    [`${head}1\ta\n`, 5, /not complete/],
    [`${head}1\ta\nx\tb\n\\.\n`, 5, /invalid input syntax/],
    [`${head}1\ta\n\\.\nCREATE TABLE public.flights (x int);\n`, 6, /already exists/],
    [
      `${head}1\ta\n\\.\n\n-- x\nselect\n pg_read_file('/etc/passwd');\n`,
      8,
      /no dump of osstest has: select pg_read_file/,
    ],
    [`COPY t FROM PROGRAM 'id';\n`, 1, /no dump of osstest has/],
    [`\\! rm -rf\n`, 1, /command for psql/],
    ['PGDMP\u0001', 1, /pg_restore/],
    ["SET client_encoding = 'LATIN1';\n", 1, /encoding=UTF8/],
  ];
  for (const [text, line, message] of cases) {
    const error = await t.throwsAsync(importDatabase(databaseSettings(db), Readable.from([text])), {
      instanceOf: ImportError,
      message,
    });
    t.is(error.line, line, text);
  }
  t.is(await countOf(db, 'flights'), 0);
  t.deepEqual((await readSchemaState(db)).pending, []);
});

test('readDump finds statements and rows for any division of the dump into chunks', async (t) => {
  const text = [
    '-- a comment; with a semicolon',
    '\\restrict aB3',
    "INSERT INTO t VALUES ('a;b''c', E'd\\'e;', $$f;'$$, $x$g;$$$x$, \"h;\"\"i\");/* j; /* k; */ l; */",
    "SELECT pg_catalog.setval('s', 5, true); INSERT INTO t VALUES ('two",
    "lines; ä');",
    'COPY t (a) FROM stdin;',
    '\\N',
    'x\\.',
    '\\.x',
    '\\.',
    'COPY u (a) FROM stdin;',
    '\\.',
    'ALTER TABLE t OWNER TO somebody;',
    '',
  ].join('\n');
  for (const chunkSize of [1, 2, 3, 7, 50, 10_000]) {
    const pieces = await piecesOf(text, chunkSize);
    const rows = pieces.flatMap((piece) => (piece.kind === 'rows' ? [piece.data] : []));
    t.is(Buffer.concat(rows).toString(), '\\N\nx\\.\n\\.x\n');
    t.deepEqual(
      pieces.filter(({ kind }) => kind !== 'rows'),
      [
        {
          kind: 'statement',
          line: 3,
          text: "INSERT INTO t VALUES ('a;b''c', E'd\\'e;', $$f;'$$, $x$g;$$$x$, \"h;\"\"i\")",
        },
        { kind: 'statement', line: 4, text: "SELECT pg_catalog.setval('s', 5, true)" },
        { kind: 'statement', line: 4, text: "INSERT INTO t VALUES ('two\nlines; ä')" },
        { kind: 'copy', line: 6, text: 'COPY t (a) FROM stdin' },
        { kind: 'copy-end' },
        { kind: 'copy', line: 11, text: 'COPY u (a) FROM stdin' },
        { kind: 'copy-end' },
      ],
    );
  }
});
