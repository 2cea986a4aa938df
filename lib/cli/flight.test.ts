import test from 'ava';
import { mkdir, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { syncHosts } from '../coordination/host/sync-hosts.ts';
import type { Db } from '../db/db.ts';
import { readStoredFlight, type StoredFlight } from '../flight/make/stored-flight.ts';
import { createFlight } from '../record/flights/create-flight.ts';
import { openJobRecorder } from '../record/recorder/job-recorder.ts';
import { freshDatabase } from '../testing/database/fresh-database.ts';
import { syncHostsFor } from '../testing/hosts/hosts-for-flight.ts';
import { onDatabase, runInTerminal } from '../testing/machine/run-in-terminal.ts';
import { scratchFolder } from '../testing/machine/scratch-folder.ts';
import { main } from './main.ts';

const osstest = (db: Db, ...words: string[]) => runInTerminal(main, [...onDatabase(db), ...words]);

const FLAGS = 'arch-amd64,purpose-test';
const LIST = [
  `build-amd64\tbuild\tarch=amd64\trevision_xen=\thost_hostflags=${FLAGS}`,
  `build-amd64-libvirt\tbuild-libvirt\tarch=amd64\tbuildjob=build-amd64\thost_hostflags=${FLAGS}`,
  `test-xl\ttest-debian\tarch=amd64\tbuildjob=build-amd64\tall_hostflags=${FLAGS}`,
  `test-libvirt\ttest-debian\tarch=amd64\tlibvirtbuildjob=build-amd64-libvirt\tall_hostflags=${FLAGS}`,
];

/** A lab with a host for the list, and the list in a file. */
async function withList(db: Db, lines: readonly string[] = LIST) {
  const scratch = await scratchFolder('flight');
  const file = join(scratch.path, 'jobs.tsv');
  await writeFile(file, `${lines.join('\n')}\n`);
  await syncHostsFor(
    db,
    [{ job: 'x', recipe: 'y', runvars: { all_hostflags: FLAGS } }],
    ['blessed-play', 'blessed-real'],
  );
  return { ...scratch, file };
}

async function create(db: Db, ...words: string[]): Promise<StoredFlight> {
  const { exitCode, stdout, stderr } = await osstest(db, 'flight', 'create', ...words);
  if (exitCode !== 0) throw new Error(stderr);
  return readStoredFlight(db, Number(stdout.split('\n')[0]));
}

test('flight create makes chosen jobs of a file with the builds that they need', async (t) => {
  await using db = await freshDatabase();
  await using list = await withList(db);
  const flight = await create(
    db,
    list.file,
    '/libvirt$',
    '--branch',
    'mine',
    '--revision',
    'xen=abc',
    '--runvar',
    'x=1',
  );
  t.like(flight, { branch: 'mine', intended: 'play', blessing: 'constructing' });
  t.deepEqual(
    flight.jobs.map(({ job }) => job),
    ['build-amd64', 'build-amd64-libvirt', 'test-libvirt'],
  );
  t.like(flight.jobs[0]?.runvars, { revision_xen: 'abc', x: '1' });
  t.regex((await osstest(db, 'flight', 'create', list.file, 'test-xll')).stderr, /did you mean test-xl\?/);
});

test('flight create reports all problems with their lines, and creates nothing', async (t) => {
  await using db = await freshDatabase();
  await using list = await withList(db, [
    ...LIST,
    `test-typo\ttest-debain\tall_hostflags=${FLAGS}`,
    `test-build\ttest-debian\tbuildjob=build-amd46\txenbuildjob=99.build\tall_hostflags=${FLAGS}`,
    'test-arm\ttest-debian\tall_hostflags=arch-armhf,purpose-test',
    'test-two\ttest-pair\tall_hostflags=arch-amd64,equiv-1\tsrc_host_hostflags=fast',
    'test-fixed\ttest-debian\thost=nowhere',
    'test-xl\ttest-debian\tall_hostflags=share-a,share-b',
  ]);
  const { exitCode, stderr, stdout } = await osstest(db, 'flight', 'create', list.file);
  t.is(exitCode, 4);
  t.is(stdout, '');
  const line = (n: number, text: string): boolean =>
    t.true(stderr.includes(`osstest: ${list.file}:${n}: ${text}`), text + stderr);
  line(5, 'test-typo: found recipe "test-debain", accepted: one of build,');
  line(
    6,
    'test-build buildjob: found build-amd46, which is not a job of this flight, accepted: a job of this flight, or FLIGHT.JOB; did you mean build-amd64?',
  );
  line(6, 'test-build xenbuildjob: found 99.build, which is not in the database');
  line(
    7,
    'test-arm all_hostflags: found arch-armhf,purpose-test,blessed-play, accepted: flags that a host of the lab has; the closest is host-a0, which lacks arch-armhf',
  );
  line(8, 'test-two src_host_hostflags: found arch-amd64,equiv-1,fast,blessed-play');
  line(9, 'test-fixed host: found nowhere, which is not a host of this lab');
  line(3, 'test-xl: found 2 jobs of this name');
  line(3, 'test-xl all_hostflags: found several flags share-* (share-a,share-b), accepted: at most one');
  t.regex(stderr, /osstest: the flight has 9 problems \(FLIGHT_INVALID/);
  t.is((await osstest(db, 'flight', 'list')).stdout, 'There are no flights.\n');
});

test('flight create leaves out jobs without a host in the lab, or creates them, as --hosts requests', async (t) => {
  await using db = await freshDatabase();
  await using list = await withList(db, [
    `build-armhf\tbuild\thost_hostflags=arch-armhf`,
    `test-arm\ttest-debian\tbuildjob=build-armhf\tall_hostflags=${FLAGS}`,
    `test-amd\ttest-debian\tall_hostflags=${FLAGS}`,
  ]);
  const { stdout } = await osstest(db, 'flight', 'create', list.file, '--hosts', 'possible', '--json');
  const made = JSON.parse(stdout) as { jobs: { job: string }[]; leftOut: { job: string; why: string }[] };
  t.deepEqual(
    made.jobs.map(({ job }) => job),
    ['test-amd'],
  );
  t.deepEqual(
    made.leftOut.map(({ job }) => job),
    ['build-armhf', 'test-arm'],
  );
  t.regex(made.leftOut[0]?.why ?? '', /lacks arch-armhf/);
  t.is((await create(db, list.file, '--hosts', 'any')).jobs.length, 3);
  t.like(await osstest(db, 'flight', 'create', list.file, '--hosts', 'any', '--dry-run'), {
    exitCode: 0,
    stdout: '3 jobs\n',
  });
});

test('flight create accepts a module of the user, and refuses a module without a flight', async (t) => {
  await using db = await freshDatabase();
  await using list = await withList(db);
  t.regex(
    (await osstest(db, 'flight', 'create', 'xen-unstabel')).stderr,
    /did you mean "xen-unstable"\? \(have: libvirt, /,
  );
  t.regex((await osstest(db, 'flight', 'create', './none.ts')).stderr, /no such file \(MODULE_UNUSABLE/);
  t.regex(
    (await osstest(db, 'flight', 'create', 'recipes/test-pv.ts')).stderr,
    /no default export made by defineFlight/,
  );
  const own = join(list.path, 'own.mjs');
  await writeFile(
    own,
    `export default { branch: 'own', plan: () => ({ branch: 'own', leftOut: [], jobs: [{ job: 'test-pv', recipe: 'test-pv', runvars: { all_hostflags: '${FLAGS}' } }] }) };`,
  );
  t.like(await create(db, own), { branch: 'own', jobs: [{ job: 'test-pv', recipe: 'test-pv' }] });
});

test('flight clone copies what was defined and not what was made, and can keep the builds', async (t) => {
  await using db = await freshDatabase();
  await using list = await withList(db);
  const { flight } = await create(db, list.file);
  const recorder = await openJobRecorder(db, { flight, job: 'build-amd64', taskId: null, sinks: [] });
  await recorder.setRunvar('built_revision_xen', 'abc');
  const clone = async (...words: string[]): Promise<StoredFlight> => {
    const { stdout, stderr } = await osstest(db, 'flight', 'clone', String(flight), ...words);
    const number = Number(stdout.split('\n')[0]);
    return number > 0 ? readStoredFlight(db, number, { synth: true }) : Promise.reject(new Error(stderr));
  };
  const whole = await clone('--intended', 'real');
  t.like(whole, { intended: 'real', blessing: 'constructing' });
  t.deepEqual(whole.jobs, (await readStoredFlight(db, flight)).jobs);
  const kept = await clone('test-libvirt', '--keep-builds', '--runvar', 'extra=1');
  t.deepEqual(
    kept.jobs.map(({ job, runvars }) => [job, runvars['libvirtbuildjob'], runvars['extra']]),
    [['test-libvirt', `${flight}.build-amd64-libvirt`, '1']],
  );
  const { stdout } = await osstest(db, 'flight', 'diff', String(flight), String(kept.flight));
  t.is(
    stdout,
    '- build-amd64\n- build-amd64-libvirt\n- test-xl\nextra: (not set) -> 1\n    test-libvirt\n' +
      `libvirtbuildjob: build-amd64-libvirt -> ${flight}.build-amd64-libvirt\n    test-libvirt\n`,
  );
  t.is(
    (await osstest(db, 'flight', 'diff', String(flight), String(whole.flight))).stdout,
    'The flights do not differ.\n',
  );
  t.regex(
    (await osstest(db, 'flight', 'diff', String(flight), String(whole.flight), '--all')).stdout,
    /built_revision_xen: abc/,
  );
});

test('flight adjust makes all changes or none, and only where a flight may be changed', async (t) => {
  await using db = await freshDatabase();
  await using list = await withList(db);
  const { flight } = await create(db, list.file);
  const other = (await create(db, list.file, 'test-xl', '--runvar', 'from=other')).flight;
  const run = (...words: string[]) => osstest(db, 'flight', 'adjust', String(flight), ...words);
  const changes =
    'runvar-set ^test- debian_suite wheezy runvar-change . arch amd64 i386 runvar-perlop . /suite/ s/whee(.)y/jes$1ie/ ' +
    'runvar-del build-amd64 /^revision_/ branch mine intended-blessing real';
  const { stdout } = await run(...changes.split(' '));
  t.is(
    stdout,
    'arch: amd64 -> i386\n    build-amd64 build-amd64-libvirt test-libvirt test-xl\n' +
      'revision_xen: (empty) -> (not set)\n    build-amd64\ndebian_suite: (not set) -> jeszie\n    test-libvirt test-xl\n',
  );
  t.like(await readStoredFlight(db, flight), { branch: 'mine', intended: 'real' });
  const before = await readStoredFlight(db, flight);
  t.regex((await run('runvar-set', 'test-xl', 'a', 'b', 'runvar-set', 'test-x', 'a', 'b')).stderr, /matches no job/);
  t.regex((await run('runvar-set', '.', 'buildjob', 'build-none')).stderr, /the flight has 4 problems/);
  t.regex((await run('runvar-set', '.', 'x')).stderr, /runvar-set: want JOBS RUNVAR VALUE/);
  t.regex((await run('runvar-add')).stderr, /is not a change; want one of copy,/);
  t.regex((await run('copy', String(other))).stderr, /is already in the flight/);
  t.like(await run('runvar-set', '.', 'a', 'b', '--dry-run'), { exitCode: 0 });
  t.deepEqual(await readStoredFlight(db, flight), before);
  await db.none(`insert into jobs values ($1, 'test-new', 'test-debian', 'pass')`, [other]);
  await db.none(`insert into runvars values ($1, 'test-new', 'all_hostflags', $2, false)`, [other, FLAGS]);
  t.is((await run('copy-jobs', String(other), 'test-new')).stdout, '+ test-new\n');
  t.is((await readStoredFlight(db, flight)).jobs.find(({ job }) => job === 'test-new')?.status, 'queued');
  await osstest(db, 'flight', 'bless', String(flight), 'running', 'constructing');
  const closed = await run('branch', 'other');
  t.like(closed, { exitCode: 4 });
  t.regex(closed.stderr, /its blessing is "running", want constructing or play \(FLIGHT_CLOSED/);
});

test('job create and job adjust change one job, and check what comes of it', async (t) => {
  await using db = await freshDatabase();
  await using list = await withList(db);
  const { flight } = await create(db, list.file, 'build-amd64');
  const add = (...words: string[]) => osstest(db, 'job', 'create', String(flight), ...words);
  t.is((await add('test-pv', 'test-pv', `all_hostflags=${FLAGS}`, 'a=1', 'b=2', '!b')).stdout, `${flight}.test-pv\n`);
  t.is((await add('test-off', 'test-pv', 'disable')).stdout, 'disabled\n');
  t.regex((await add('test-pv', 'test-pv')).stderr, /already exists/);
  t.regex((await add('test-bad', 'test-pvv', `all_hostflags=${FLAGS}`)).stderr, /did you mean test-pv\?/);
  const change = (...words: string[]) => osstest(db, 'job', 'adjust', ...words);
  const name = `${flight}.test-pv`;
  t.is((await change(name, 'c=3', '!a')).stdout, 'a: 1 -> (not set)\n    test-pv\nc: (not set) -> 3\n    test-pv\n');
  t.is((await change(name, '--recipe', 'test-debian')).stdout, 'recipe: test-pv -> test-debian\n    test-pv\n');
  t.regex((await change(`${flight}.none`, 'a=1')).stderr, /JOB_NOT_FOUND/);
  t.regex((await change('none', 'a=1')).stderr, /write FLIGHT\.JOB/);
  const { jobs } = await readStoredFlight(db, flight);
  t.deepEqual(jobs.find(({ job }) => job === 'test-pv')?.runvars, { all_hostflags: FLAGS, c: '3' });
});

test('flight list prints the newest first; flight bless refuses a flight with another blessing than expected', async (t) => {
  await using db = await freshDatabase();
  const job = (name: string, status: 'pass' | 'fail') => ({ job: name, recipe: 'r', runvars: {}, status });
  await createFlight(db, {
    branch: 'a',
    intended: 'real',
    blessing: 'running',
    jobs: [job('x', 'pass'), job('y', 'fail')],
  });
  await createFlight(db, { branch: 'b', intended: null, jobs: [] });
  const { stdout } = await osstest(db, 'flight', 'list');
  t.regex(
    stdout,
    /^flight +branch +blessing +started +jobs\n2 +b +constructing +- +none\n1 +a +running, for real +- +1 fail, 1 pass\n$/,
  );
  t.regex((await osstest(db, 'flight', 'list', '--branch', 'a', '--limit', '1')).stdout, /\n1 +a /);
  t.like(await osstest(db, 'flight', 'bless', '1', 'real'), { exitCode: 0 });
  const again = await osstest(db, 'flight', 'bless', '1', 'adhoc');
  t.regex(again.stderr, /it is "real", want running \(FLIGHT_BLESSED/);
});

test('flight delete removes records and files, unless a job needs them', async (t) => {
  await using db = await freshDatabase();
  await using list = await withList(db);
  await syncHosts(db, [{ name: 'h', flags: FLAGS.split(','), properties: {} }]);
  const { flight } = await create(db, list.file);
  const user = await osstest(db, 'flight', 'clone', String(flight), 'test-xl', '--keep-builds');
  const stash = join(list.path, 'stash');
  await mkdir(join(stash, String(flight), 'test-xl'), { recursive: true });
  const remove = (...words: string[]) =>
    osstest(db, 'flight', 'delete', String(flight), '--set', `paths.stashDir=${stash}`, ...words);
  t.regex((await remove()).stderr, /its builds are used by flight 2 \(FLIGHT_CLOSED/);
  t.like(await osstest(db, 'flight', 'delete', String(Number(user.stdout.split('\n')[0]))), { exitCode: 0 });
  const { taskid } = await db.one<{ taskid: number }>(
    `insert into tasks (type, refkey, live) values ('static', 'me', true) returning taskid`,
  );
  const recorder = await openJobRecorder(db, { flight, job: 'test-xl', taskId: taskid, sinks: [] });
  await recorder.setStatus('running');
  await (await recorder.startStep({ script: 'a', testid: 'a' })).finish('pass');
  t.regex((await remove('--force')).stderr, /it is running: test-xl/);
  await recorder.finish('pass');
  t.regex((await remove()).stderr, /it is blessed "running", and counts in the history/);
  t.like(await remove('--force'), { exitCode: 0 });
  t.false(existsSync(join(stash, String(flight))));
  t.is((await osstest(db, 'flight', 'show', String(flight))).exitCode, 4);
  t.is((await db.one<{ n: number }>('select count(*)::int as n from runvars')).n, 0);
});

test('the first command that reads the lab adds the hosts of the configuration', async (t) => {
  await using first = await freshDatabase();
  const { stdout } = await osstest(first, 'host', 'list');
  t.regex(stdout, /^qemu0 .*\nqemu1 /);
  await using second = await freshDatabase();
  await using list = await scratchFolder('flight');
  const file = join(list.path, 'jobs.tsv');
  await writeFile(file, `test-pvh\ttest-pvh\tarch=amd64\tall_hostflags=${FLAGS}\n`);
  const { exitCode, stderr } = await osstest(second, 'flight', 'create', file, '--dry-run');
  t.is(exitCode, 0, stderr);
});
