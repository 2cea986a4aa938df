import test from 'ava';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freshDatabase } from '../testing/database/fresh-database.ts';
import { pgp } from './pg-promise.ts';

const libDir = fileURLToPath(new URL('../', import.meta.url));
const sqlDir = join(libDir, 'db', 'sql');
const filesBelow = (dir: string, ending: string): string[] =>
  readdirSync(dir, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith(ending));
const statements = filesBelow(sqlDir, '.sql').map((path) => path.slice(0, -'.sql'.length));
const textOf = (name: string): string => readFileSync(join(sqlDir, `${name}.sql`), 'utf8');

test('every statement is named area/verb-noun, and its first line describes it', (t) => {
  for (const name of statements) {
    t.regex(name, /^[a-z-]+\/[a-z]+(-[a-z]+)*$/, name);
    t.regex(textOf(name), /^-- [A-Zn]/, name);
  }
});

test('every statement is used by exactly one module, and every used statement exists', (t) => {
  const modules = filesBelow(libDir, '.ts').filter((path) => !/\.(test|bench)\.ts$/.test(path));
  const text = modules.map((path) => readFileSync(join(libDir, path), 'utf8')).join('\n');
  for (const name of statements) t.is(text.split(`'${name}'`).length - 1, 1, `'${name}' in lib/**/*.ts`);
  const used = [...text.matchAll(/=\s+sql\b[^]*?\(\s*'([^']*)',?\s*\)/g)].map(([, name]) => name);
  t.is(used.length, statements.length);
  for (const name of used) t.true(statements.includes(name!), name);
});

test('every statement can be planned against the migrated schema when all its parameters are null', async (t) => {
  await using db = await freshDatabase();
  for (const name of statements) {
    const text = textOf(name);
    if (/^-- no-explain: \S/.test(text)) continue;
    const params = Object.fromEntries([...text.matchAll(/\$\{(\w+)/g)].map(([, param]) => [param, null]));
    const query = pgp.as.format(new pgp.QueryFile(join(sqlDir, `${name}.sql`), { minify: true }), params);
    await t.notThrowsAsync(db.any(`explain ${query}`), name);
  }
});
