import test from 'ava';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { syncHosts } from '../../coordination/host/sync-hosts.ts';
import type { Db } from '../../db/db.ts';
import { createFlight } from '../../record/flights/create-flight.ts';
import { freshDatabase } from '../../testing/database/fresh-database.ts';
import { onDatabase, runInTerminal } from '../../testing/machine/run-in-terminal.ts';
import { scratchFolder } from '../../testing/machine/scratch-folder.ts';
import { main } from '../main.ts';

/** Returns the candidates without their descriptions. */
async function complete(...words: string[]): Promise<readonly string[]> {
  const { exitCode, stdout, stderr } = await runInTerminal(main, ['__complete', ...words]);
  if (exitCode !== 0 || stderr !== '') throw new Error(`${exitCode}: ${stderr}`);
  return stdout.split('\n').flatMap((line) => (line === '' ? [] : [line.replace(/\t.*/, '')]));
}

const job = (name: string) => ({ job: name, recipe: 'test-pv', runvars: {} });

async function fill(db: Db): Promise<readonly [first: number, second: number]> {
  await syncHosts(
    db,
    ['italia0', 'italia1', 'fiano0'].map((name) => ({ name, flags: [], properties: {} })),
  );
  const first = await createFlight(db, { branch: 'mine', intended: 'play', jobs: [job('test-a'), job('build-b')] });
  const second = await createFlight(db, { branch: 'other', intended: 'play', jobs: [job('test-c')] });
  return [first, second];
}

test('commands, groups, and flags with their values are completed without a database', async (t) => {
  t.deepEqual(await complete('fl'), ['flight']);
  t.true((await complete('flight', '')).includes('create'));
  t.true((await complete('help', 'flight', '')).includes('create'));
  t.deepEqual(await complete('--config', 'a.yaml', 'fl'), ['flight']);
  t.deepEqual(await complete('--config', ''), []);
  t.deepEqual(await complete('flight', 'create', '--js'), ['--json']);
  t.deepEqual(await complete('--js'), ['--json']);
  t.deepEqual(await complete('completion', ''), ['bash', 'zsh', 'fish']);
  t.deepEqual(await complete('completion', 'zsh', ''), []);
  t.deepEqual(await complete('no-such-command', ''), []);
  t.regex((await runInTerminal(main, ['__complete', 'fl'])).stdout, /^flight\t\S.*\n$/);
});

test('after -- no flag is completed', async (t) => {
  t.deepEqual(await complete('completion', '--js'), ['--json']);
  t.deepEqual(await complete('completion', '--', '--js'), []);
  t.deepEqual(await complete('completion', '--', 'fi'), ['fish']);
});

test('recipes and error codes are completed', async (t) => {
  t.true((await complete('recipe', 'show', 'test-p')).includes('test-pv'));
  t.true((await complete('explain', 'DATABASE_')).includes('DATABASE_LOST'));
});

test('flights, jobs, hosts and branches are completed from the database', async (t) => {
  await using db = await freshDatabase();
  const [first, second] = await fill(db);
  const inDb = (...words: string[]) => complete(...onDatabase(db), ...words);
  t.deepEqual(await inDb('report', 'show', ''), [String(second), String(first)]);
  t.deepEqual(await inDb('report', 'show', String(first)), [String(first)]);
  t.deepEqual(await inDb('host', 'show', 'it'), ['italia0', 'italia1']);
  t.deepEqual(await inDb('job', 'run', `${first}.`), [`${first}.build-b`, `${first}.test-a`]);
  t.true((await inDb('job', 'run', 'test-p')).includes('test-pv'), 'a recipe, where the command takes both');
  const branches = await inDb('gate', 'run', '');
  t.true(branches.includes('mine') && branches.includes('xen-unstable'), branches.join(' '));
});

test('the value of a flag is completed, as a word of its own and after =', async (t) => {
  await using db = await freshDatabase();
  await fill(db);
  t.deepEqual(await complete(...onDatabase(db), 'flight', 'create', '--branch', 'mi'), ['mine']);
  t.deepEqual(await complete(...onDatabase(db), 'flight', 'create', '--branch=mi'), ['--branch=mine']);
  t.deepEqual(await complete('flight', 'create', '--no-such-flag=mi'), []);
});

test('names that a shell would not read as one plain word are left out', async (t) => {
  await using db = await freshDatabase();
  for (const branch of ['good-1', '$(reboot)', 'a b', '-x', "q'", 'e\u001b[2J']) {
    await createFlight(db, { branch, intended: 'play', jobs: [] });
  }
  const branches = await complete(...onDatabase(db), 'flight', 'create', '--branch', '');
  t.true(branches.includes('good-1'));
  t.deepEqual(
    branches.filter((name) => /[^\w.-]/.test(name) || name.startsWith('-')),
    [],
  );
});

test('without a reachable database or a valid configuration there are no names, no message, and exit code 0', async (t) => {
  await using folder = await scratchFolder('completion');
  const file = join(folder.path, 'osstest.yaml');
  await writeFile(file, 'database: [\n');
  const flight = ['report', 'show', ''];
  t.deepEqual(await complete('--config', file, ...flight), []);
  t.deepEqual(await complete('--config', join(folder.path, 'absent.yaml'), ...flight), []);
  t.deepEqual(await complete('--set', 'database.url=5', ...flight), []);
  t.deepEqual(await complete('--set', 'nonsense', ...flight), []);
  t.deepEqual(await complete('--set', 'database.url=postgresql:///db?host=/nonexistent', ...flight), []);
  t.deepEqual(await complete('--set', `paths.stateDir=${folder.path}`, ...flight), []);
  t.true((await complete('--config', file, 'gate', 'run', '')).includes('xen-unstable'));
});

test('a database that accepts a connection and never answers is given up', async (t) => {
  const server = createServer().listen(0, '127.0.0.1');
  t.teardown(() => server.close());
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  t.deepEqual(await complete('--set', `database.url=postgresql://me@127.0.0.1:${port}/db`, 'report', 'show', ''), []);
});
