import test, { type ExecutionContext } from 'ava';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Db } from '../../db/db.ts';
import { readStoredFlight } from '../../flight/make/stored-flight.ts';
import { freshDatabase } from '../../testing/database/fresh-database.ts';
import { importCommits } from '../../testing/git/import-commits.ts';
import { scratchFolder } from '../../testing/machine/scratch-folder.ts';
import { runClassicStep } from './run-step.ts';
import type { StepOptions } from './step-options.ts';

const BRANCH = 'xen-unstable';
const JOB = 'test-xl';
const TESTID = 'guest-start';

/** A flight of the history: a build, and a test job that uses it. */
interface MadeFlight {
  readonly flight: number;
  readonly revision: string;
  /** Of the step; null: it has none. */
  readonly result: string | null;
  readonly blessing?: string;
  readonly host?: string;
  readonly url?: string;
  /** Of the test job's buildjob. */
  readonly build?: string;
  /** More runvars of the test job. */
  readonly runvars?: Readonly<Record<string, string>>;
}

interface Lab extends AsyncDisposable {
  readonly db: Db;
  readonly revisions: readonly string[];
  readonly url: string;
  readonly stashDir: string;
  make(flight: MadeFlight): Promise<void>;
  step(options?: Partial<Omit<StepOptions, 'filter'>>): Promise<{ exit: number; report: string; summary: string }>;
}

/** A tree of eight commits in a line, and an empty history. */
async function makeLab(): Promise<Lab> {
  const db = await freshDatabase();
  const folder = await scratchFolder('step');
  const url = join(folder.path, 'xen.git');
  const revisions = await importCommits(
    url,
    Array.from({ length: 8 }, (_, commit) => ({ parents: commit === 0 ? [] : [commit - 1], atSeconds: 1000 + commit })),
  );
  const stashDir = join(folder.path, 'stash');
  return {
    db,
    revisions,
    url,
    stashDir,
    make: (flight) => insertFlight(db, { url, ...flight }),
    step: async (options = {}) => {
      const said = { report: '', summary: '' };
      const exit = await runClassicStep(
        db,
        {
          filter: {
            branch: BRANCH,
            job: JOB,
            testid: TESTID,
            blessings: ['real', 'real-bisect'],
            maxFlight: null,
            excluded: [],
          },
          failFlight: null,
          basisFlight: null,
          basisTemplate: null,
          flight: null,
          drawGraph: null,
          commits: 1000,
          reuseBuilds: true,
          mirror: { cacheDir: join(folder.path, 'cache'), update: 'missing' },
          stashDir,
          logsUrl: '',
          ...options,
        },
        {
          write: (text) => (said.report += text),
          writeSummary: (text) => {
            said.report += text;
            said.summary += text;
          },
        },
      );
      return { exit, ...said };
    },
    [Symbol.asyncDispose]: async () => {
      await db.close();
      await folder[Symbol.asyncDispose]();
    },
  };
}

async function insertFlight(db: Db, made: MadeFlight): Promise<void> {
  const {
    flight,
    revision,
    result,
    blessing = 'real',
    host = 'host0',
    url = '',
    build = 'build-xen',
    runvars = {},
  } = made;
  const bless = [flight, 10_000 + flight, blessing, BRANCH];
  await db.none(`insert into flights values ($1, $2, $3, $4, 'real')`, bless);
  await db.none(`insert into jobs values ($1, 'build-xen', 'build', 'pass'), ($1, $2, 'test', 'fail')`, [flight, JOB]);
  const all = [
    ['build-xen', 'tree_xen', url, false],
    ['build-xen', 'revision_xen', revision, false],
    ['build-xen', 'built_revision_xen', `7:${revision}+`, true],
    [JOB, 'buildjob', build, false],
    [JOB, 'host', host, true],
    ...Object.entries(runvars).map(([name, value]) => [JOB, name, value, false] as const),
  ] as const;
  for (const row of all) await db.none('insert into runvars values ($1, $2, $3, $4, $5)', [flight, ...row]);
  if (result === null) return;
  await db.none(`insert into steps values ($1, $2, 1, 'ts-x', $3, $4)`, [flight, JOB, result, TESTID]);
}

const newFlight = (db: Db, flight: number) =>
  db.none(`insert into flights values ($1, 0, 'constructing', $2, 'real-bisect')`, [flight, BRANCH]);

/** A basis and a failure, each seen twice. */
async function reproduced({ make, revisions: [first = '', ...others] }: Lab): Promise<void> {
  const last = others.at(-1) ?? '';
  await make({ flight: 10, revision: first, result: 'pass' });
  await make({ flight: 11, revision: last, result: 'fail' });
  await make({ flight: 12, revision: first, result: 'pass', blessing: 'real-bisect' });
  await make({ flight: 13, revision: last, result: 'fail', blessing: 'real-bisect' });
}

test('a step makes once what two runvars name, takes builds of other flights, and reuses what the stash still has', async (t) => {
  await using lab = await makeLab();
  const { db, revisions, make, step } = lab;
  const middle = revisions[3] ?? '';
  await make({ flight: 9, revision: middle, result: null, blessing: 'real-bisect' });
  await db.none(`update flights set branch = 'another' where flight = 9`);
  await reproduced(lab);
  await db.none(`update runvars set val = '13.build-xen' where flight = 11 and name = 'buildjob'`);
  await db.none(`insert into runvars values (11, $1, 'kernbuildjob', '13.build-xen', false)`, [JOB]);
  await newFlight(db, 20);
  const done = await step({ flight: 20 });
  t.is(done.exit, 0, done.report);
  t.regex(done.report, new RegExp(`Should test ${middle}\\.\n`));
  t.regex(done.report, /Can NOT reuse build 9\.build-xen: .*\/stash\/9\/build-xen: No such file or directory\n/);
  t.regex(done.report, /Need 20\.build-xen \(like 13\)\n[^]*Already created build-xen\n/);
  const made = await readStoredFlight(db, 20);
  t.deepEqual(
    made.jobs.map(({ job }) => job),
    ['build-xen', JOB],
  );
  t.like(made.jobs[1]?.runvars, { buildjob: 'build-xen', kernbuildjob: 'build-xen', host: 'host0' });
  t.is(made.jobs[0]?.runvars['revision_xen'], middle);

  await mkdir(join(lab.stashDir, '9', 'build-xen'), { recursive: true });
  await newFlight(db, 21);
  t.regex((await step({ flight: 21 })).report, /Can reuse build 9\.build-xen\.\n/);
  const reusing = await readStoredFlight(db, 21);
  t.deepEqual(
    reusing.jobs.map(({ job }) => job),
    [JOB],
  );
  t.like(reusing.jobs[0]?.runvars, { buildjob: '9.build-xen', kernbuildjob: '9.build-xen' });
  await newFlight(db, 22);
  t.notRegex((await step({ flight: 22, reuseBuilds: false })).report, /reuse/);
});

test('a step ends with 32 and blesses its flight broken once five flights were the same', async (t) => {
  await using lab = await makeLab();
  const { db, step } = lab;
  await reproduced(lab);
  for (let flight = 30; flight < 35; flight++) {
    await newFlight(db, flight);
    const done = await step({ flight });
    t.is(done.exit, 0, done.report);
    // it ran, without a result that counts
    await db.none(`update flights set blessing = 'real-bisect', started = 1 where flight = $1`, [flight]);
  }
  await newFlight(db, 35);
  const done = await step({ flight: 35 });
  t.is(done.exit, 32, done.report);
  t.regex(
    done.summary,
    /\n\*\*\* Flailing - >=5 identical flights to no useful effect \*\*\*\n {2}Bisector is flailing/,
  );
  t.regex(
    done.summary,
    /\n {3}30 {2}started 1970-01-01 00:00:01 Z {2}blessed real-bisect\n[^]* {3}35 {2}just generated\n\n$/,
  );
  t.is((await readStoredFlight(db, 35)).blessing, 'broken');
});

async function reports(t: ExecutionContext, lab: Lab, options: Partial<StepOptions>, line: RegExp): Promise<void> {
  const { report } = await lab.step(options);
  t.regex(report, line);
}

test('a step reports why a flight is no basis and no evidence', async (t) => {
  await using lab = await makeLab();
  const { db, make, revisions, url } = lab;
  const [first = '', second = ''] = revisions;
  const last = revisions.at(-1) ?? '';
  await make({ flight: 1, revision: first, result: 'pass', url: `${url}.hg` });
  await make({ flight: 2, revision: first, result: 'pass', host: 'host1' });
  await make({ flight: 3, revision: first, result: 'pass', runvars: { tree_xen: url, revision_xen: second } });
  await make({ flight: 4, revision: last, result: 'fail' });
  const mixed = `!! flight 3 mixed revisions for xen: ${second} and ${first}`;
  const none = ` 4 fail \\[host=host0\\] / 3 ${mixed} 2 \\[host=host1\\] 1 \\(vcs mismatch: xen:git/hg\\)`;
  await reports(t, lab, {}, new RegExp(`\n${none} no basis template\\.\n`));
  await reports(t, lab, { failFlight: 4 }, new RegExp(`\n${none} missing basis\\.\n`));
  await reports(t, lab, { basisTemplate: 1 }, new RegExp(`\n${none} template as basis\\? unsuitable\\.\n`));
  await reports(t, lab, { basisTemplate: 2 }, /template as basis\? using template as basis\.\nFailure .*: 4 \/ 2\n/);
  t.is((await lab.step()).exit, 32);

  await make({ flight: 5, revision: first, result: 'pass' });
  await make({ flight: 6, revision: second, result: null });
  await make({ flight: 7, revision: last, result: 'fail' });
  await make({ flight: 8, revision: 'e'.repeat(40), result: 'broken' });
  await db.none(`update steps set status = 'starved' where flight = 8`);
  await make({ flight: 9, revision: '', result: 'pass', runvars: {} });
  await db.none(`delete from runvars where flight = 9 and name like '%revision%'`);
  await db.none(`update steps set status = 'fail' where flight = 9`);
  const { report } = await lab.step({ failFlight: 7 });
  t.regex(report, new RegExp(`\n 2 \\[host=host1\\]\n${mixed}\n`));
  t.regex(
    report,
    new RegExp(
      `\n 6 blocked ${second}\n 7 fail ${last}\n 8 starved irrelevant\n!! flight 9 missing revision for xen\n`,
    ),
  );
});
