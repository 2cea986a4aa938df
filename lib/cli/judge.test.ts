import test from 'ava';
import { Ajv } from 'ajv';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Db } from '../db/db.ts';
import { originalHistory, originalReports } from '../testing/history/original-cases.ts';
import { onDatabase, runInTerminal } from '../testing/machine/run-in-terminal.ts';
import { main } from './main.ts';

let db: Db;
let folder: string;
test.before(async () => {
  db = await originalHistory();
  folder = await mkdtemp(join(tmpdir(), 'osstest-judge-'));
  await writeFile(join(folder, 'allow'), originalReports().allowFile);
});
test.after.always(async () => {
  await db.close();
  await rm(folder, { recursive: true, force: true });
});

/** The command line, on the original's history. */
const osstest = (...words: readonly string[]) =>
  runInTerminal(main, [...words, ...onDatabase(db), '--set', 'reports.logsUrl=http://logs.oracle.test/logs']);

const [example] = originalReports().cases.filter(({ flight }) => flight === 20_007);
const versions = ['--this', `xen=${example?.request.this?.['xen']}`, '--that', `xen=${example?.request.that?.['xen']}`];

test('osstest judge --format classic prints what the original did, up to the list of jobs', async (t) => {
  const asOf = `${(example?.request.judgedAt?.getTime() ?? 0) / 1000}`;
  const mro = join(folder, 'mro');
  const { stdout, exitCode } = await osstest(
    'judge',
    '20007',
    ...versions,
    '--max-flight',
    '20007',
    '--allow',
    join(folder, 'allow'),
    '--as-of',
    asOf,
    '--format',
    'classic',
    '--info-headers',
    '--mro',
    mro,
  );
  const upToJobs = (text: string): string => text.slice(0, text.indexOf('\nsg-report-flight on'));
  t.is(exitCode, 0);
  t.is(upToJobs(stdout), upToJobs(example?.text ?? ''));
  t.deepEqual(
    (await readFile(mro, 'utf8')).split('\n').toSorted(),
    (example?.machineReadable ?? '').split('\n').toSorted(),
  );
});

test('osstest judge puts what must be acted on first, and ends with 1 only when asked to', async (t) => {
  const { stdout, exitCode } = await osstest('judge', '20007', ...versions, '--max-flight', '20007', '--exit-code');
  t.is(exitCode, 1);
  t.regex(stdout, /^20007 xen-unstable: regressions/);
  t.true(stdout.indexOf('To act on') < stdout.indexOf('As before'));
});

test('osstest judge --json gives the published document, with an explanation of each failure', async (t) => {
  const { stdout } = await osstest('judge', 'xen-unstable', ...versions, '--max-flight', '20007', '--json');
  const document = JSON.parse(stdout) as { format: string; flight: number; failures: { explanation: object }[] };
  t.like(document, { format: 'osstest-judgement-1', flight: 20_007 });
  t.true(document.failures.every(({ explanation }) => 'rule' in explanation && 'text' in explanation));
  const validate = new Ajv({ strict: true, allErrors: true, allowUnionTypes: true }).compile(
    JSON.parse(await readFile(new URL('../../docs/judgement.schema.json', import.meta.url), 'utf8')) as object,
  );
  t.true(validate(document), JSON.stringify(validate.errors));
  t.false(validate({ ...document, failures: [{ ...document.failures[0], kind: 'bad' }] }), 'the schema refuses');
});

test('osstest judge reports wrong flags and flights', async (t) => {
  t.like(await osstest('judge', '1'), { exitCode: 4, stdout: '' });
  t.regex((await osstest('judge', '1')).stderr, /flight 1: not in this database/);
  t.is((await osstest('judge', '20007', '--this', 'xen')).exitCode, 2);
  t.is((await osstest('judge', '20007', '--that', 'xen=1', '--that-flight', '20000')).exitCode, 2);
  t.is((await osstest('judge', '20007', '--allow', '/nowhere')).exitCode, 2);
  t.regex((await osstest('judge', 'no-branch')).stderr, /branch no-branch: no flight/);
});

test('osstest tested prints the flight, or an empty line', async (t) => {
  const revision = 'xen=011b2dfb62a7dc5b3ca5bad10fe8695a038deeb6';
  t.like(await osstest('tested', '--branch', 'xen-unstable', '--revision', revision), {
    exitCode: 0,
    stdout: '20060\n',
  });
  t.like(await osstest('tested', '--branch', 'other', '--revision', revision), { exitCode: 0, stdout: '\n' });
});

test('osstest history shows jobs, tests, hosts and branches', async (t) => {
  const page = join(folder, 'page.html');
  const job = await osstest('history', 'job', 'test-amd64-i386-xl-win7-amd64', '--limit', '5', '--html', page);
  t.regex(job.stdout, /20079 .* guest-stop\n/);
  t.regex(job.stdout, /Last passed in 20077; not passed since 20078 \(2 runs\)/);
  t.regex(job.stdout, /Changed between 20077 and 20078: .*xen/);
  const withTrees = await osstest('history', 'job', 'test-amd64-i386-xl-win7-amd64', '--limit', '5', '--trees', folder);
  t.regex(withTrees.stdout, /^xen: the commits are not known: .*not exist/m);
  t.regex(await readFile(page, 'utf8'), /<title>test-amd64-i386-xl-win7-amd64 \(all branches\)<\/title>/);
  const testid = await osstest('history', 'test', 'test-amd64-i386-xl-win7-amd64', 'guest-stop');
  t.regex(testid.stdout, /first pass 20001, last pass 20077/);
  t.regex((await osstest('history', 'host', 'scro-beetle', '--html', page)).stdout, /src_host/);
  t.regex(await readFile(page, 'utf8'), /<h1>host history scro-beetle<\/h1>/);
  t.regex((await osstest('history', 'branch', 'xen-unstable', '--limit', '2')).stdout, /9 fail, 35 pass/);
});
