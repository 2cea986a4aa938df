import test from 'ava';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readBisectionCases, RECORDED_TREES, unpackBisectionTrees } from '../testing/bisection/bisection-cases.ts';
import { freshDatabase } from '../testing/database/fresh-database.ts';
import { onDatabase, runInTerminal } from '../testing/machine/run-in-terminal.ts';
import { scratchFolder } from '../testing/machine/scratch-folder.ts';
import { main } from './main.ts';

interface Recorded {
  readonly cases: Readonly<
    Record<'s1', { readonly initialSql: string; readonly steps: readonly { readonly summary: string }[] }>
  >;
}

interface TuplesCase {
  readonly arguments: readonly string[];
  readonly output: string;
}

test('osstest bisect classic does a step, fills the flight, and ends with 255 where it cannot', async (t) => {
  await using db = await freshDatabase();
  await using folder = await scratchFolder('bisect');
  await unpackBisectionTrees(folder.path);
  const { initialSql, steps } = readBisectionCases<Recorded>('steps').cases.s1;
  await db.none(initialSql.replaceAll(RECORDED_TREES, folder.path));
  await db.none("insert into flights values (200, 0, 'constructing', 'xen-unstable', 'real-bisect')");
  const summary = join(folder.path, 'summary');
  const bisect = (...words: readonly string[]) => {
    const settings = [...onDatabase(db), '--set', `paths.cacheDir=${join(folder.path, 'cache')}`];
    const flags = ['--no-update', `--summary-out=${summary}`, ...words];
    const subject = ['xen-unstable', 'test-amd64-i386-xl', 'guest-saverestore'];
    return runInTerminal(main, ['bisect', 'classic', ...flags, ...subject, ...settings]);
  };

  const graph = join(folder.path, 'results', 'graph');
  const done = await bisect('--flight=200', `--graph-out=${graph}`);
  t.is(done.exitCode, 0, done.stderr);
  t.is(done.stdout, '');
  t.regex(
    done.stderr,
    /^Running cs-bisection-step .*--flight=200 .*xen-unstable test-amd64-i386-xl guest-saverestore\n/,
  );
  t.regex(done.stderr, /\nNeed to reproduce basis pass \(pass\); had 1 already\.\n[^]*Flight 200 ready to go\.\n$/);
  t.is((await readFile(summary, 'utf8')).replaceAll(folder.path, RECORDED_TREES), steps[0]?.summary ?? '');

  t.true(done.stderr.includes(`\nRevision graph left in ${graph}.{dot,ps,png,html,svg}.\nPopulating 200...\n`));
  t.regex(await readFile(`${graph}.dot`, 'utf8'), /shape=oval/);

  const none = await bisect('--max-flight=101', '--exclude-flights=99');
  t.is(none.exitCode, 32, none.stderr);
  t.regex(await readFile(summary, 'utf8'), /No appropriate failure\/pass pair found/);

  const closed = await bisect('--flight=101', '--no-graph-out');
  t.is(closed.exitCode, 255, closed.stderr);
  t.regex(closed.stderr, /flight 101: is not filled: it is "real", want constructing .*\(FLIGHT_CLOSED/);
});

test('osstest bisect revisions prints tuples as the original does, or the log of one tree', async (t) => {
  await using folder = await scratchFolder('bisect');
  await unpackBisectionTrees(folder.path);
  const set = ['--set', `paths.cacheDir=${join(folder.path, 'cache')}`];
  const [, two] = readBisectionCases<readonly TuplesCase[]>('revision-tuples');
  const words = (two?.arguments ?? []).map((word) => word.replace(RECORDED_TREES, folder.path));
  const [size = '', range = ''] = words;
  const revisions = (...args: readonly string[]) => runInTerminal(main, ['bisect', 'revisions', ...args, ...set]);
  t.is((await revisions('-N', ...words)).stdout, two?.output ?? '');
  t.is((await revisions('-n', size.slice(2), '-N', ...words.slice(1))).stdout, two?.output ?? '');
  t.regex((await revisions('-S', range)).stdout, /^commit \w{40}\n(?:Merge: .*\n)?Author: /);
  const wrong = [['-N'], ['-S', range, range], ['tree.git'], ['-n0', range]];
  for (const each of wrong) t.is((await revisions(...each)).exitCode, 2, each.join(' '));
});
