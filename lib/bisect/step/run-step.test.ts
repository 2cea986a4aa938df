import test, { type ExecutionContext } from 'ava';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Db } from '../../db/db.ts';
import { readStoredFlight } from '../../flight/make/stored-flight.ts';
import { readBisectionCases, RECORDED_TREES, unpackBisectionTrees } from '../../testing/bisection/bisection-cases.ts';
import { freshDatabase } from '../../testing/database/fresh-database.ts';
import { scratchFolder, type ScratchFolder } from '../../testing/machine/scratch-folder.ts';
import { runClassicStep } from './run-step.ts';
import type { StepOptions } from './step-options.ts';

interface RecordedStep {
  readonly flight: number;
  readonly exit: number;
  readonly chosen: string | null;
  readonly report: string;
  readonly summary: string;
  /** Job, recipe, status. */
  readonly jobs: readonly (readonly [string, string, string])[];
  /** Job, name, value, `t` where execution made it. */
  readonly runvars: readonly (readonly [string, string, string, 't' | 'f'])[];
  readonly blessing_after: string;
  /** What the step that is bisected then gave; `blocked`: it was not reached. */
  readonly result_then_given?: string;
}

interface Recorded {
  readonly index: {
    readonly branch: string;
    readonly job: string;
    readonly testid: string;
    readonly cases: readonly { readonly case: string; readonly options: readonly string[] }[];
  };
  readonly cases: Readonly<Record<string, { readonly initialSql: string; readonly steps: readonly RecordedStep[] }>>;
}

const recorded = readBisectionCases<Recorded>('steps');
const { branch, job, testid } = recorded.index;

/** Where the original's report names a place of its own. */
const RECORDED_PLACES = { logs: 'http://logs.example.test/logs', stash: 'STASH' };

async function runStep(db: Db, folder: ScratchFolder, options: { readonly flight: number; readonly commits: number }) {
  const said = { report: '', summary: '' };
  const stepOptions: StepOptions = {
    filter: { branch, job, testid, blessings: ['real', 'real-bisect'], maxFlight: null, excluded: [] },
    failFlight: null,
    basisFlight: null,
    basisTemplate: null,
    drawGraph: null,
    reuseBuilds: true,
    mirror: { cacheDir: join(folder.path, 'cache'), update: 'missing' },
    stashDir: join(folder.path, 'stash'),
    logsUrl: RECORDED_PLACES.logs,
    ...options,
  };
  const exit = await runClassicStep(db, stepOptions, {
    write: (text) => (said.report += text),
    writeSummary: (text) => {
      said.report += text;
      said.summary += text;
    },
  });
  const asRecorded = (text: string): string =>
    text.replaceAll(folder.path, RECORDED_TREES).replaceAll(`${RECORDED_TREES}/stash`, RECORDED_PLACES.stash);
  return { exit, report: asRecorded(said.report), summary: asRecorded(said.summary) };
}

/** What the flight then was: the builds pass, the test gives the result that is recorded. */
async function giveResult(
  db: Db,
  { flight, result_then_given: result = 'blocked' }: RecordedStep,
  folder: string,
  index: number,
) {
  const started = 1_391_200_000 + 1000 * index;
  await db.none("update flights set blessing = 'real-bisect', started = $2 where flight = $1", [flight, started]);
  const { jobs } = await readStoredFlight(db, flight);
  const builds = jobs.filter((each) => each.job.startsWith('build-')).map((each) => each.job);
  for (const build of builds) await mkdir(join(folder, 'stash', String(flight), build), { recursive: true });
  await db.none("update jobs set status = 'pass' where flight = $1", [flight]);
  await db.none(
    `insert into runvars select flight, job, 'built_' || name, val, true from runvars
     where flight = $1 and name like 'revision\\_%'`,
    [flight],
  );
  if (result === 'blocked') return;
  await db.none('insert into steps (flight, job, stepno, step, status, testid) values ($1, $2, 1, $3, $4, $5)', [
    flight,
    job,
    'ts-guest-saverestore',
    result,
    testid,
  ]);
}

/** Without what is ours: the command line, the pictures. */
const comparable = (report: string): string =>
  report
    .replace(/^Running .*\n/, '')
    .replace(/^Revision graph left in .*\n/m, '')
    .replace(/\n+$/, '\n');

for (const { case: name, options } of recorded.index.cases) {
  test(`runClassicStep does what the original did in every step of bisection ${name}`, async (t) => {
    await using db = await freshDatabase();
    await using folder = await scratchFolder('bisection');
    await unpackBisectionTrees(folder.path);
    const { initialSql, steps } = recorded.cases[name] ?? { initialSql: '', steps: [] };
    await db.none(initialSql.replaceAll(RECORDED_TREES, folder.path));
    t.true(steps.length > 0);
    const commits = Number(/--nrevisions=(\d+)/.exec(options.join(' '))?.[1] ?? 1000);
    for (const [index, step] of steps.entries()) {
      await db.none("insert into flights values ($1, 0, 'constructing', $2, 'real-bisect')", [step.flight, branch]);
      const done = await runStep(db, folder, { flight: step.flight, commits });
      await compareStep(t, { name: `${name} step ${index + 1}`, db, step, folder, done });
      await giveResult(db, step, folder.path, index + 1);
    }
  });
}

interface Compared {
  readonly name: string;
  readonly db: Db;
  readonly step: RecordedStep;
  readonly folder: ScratchFolder;
  readonly done: { readonly exit: number; readonly report: string; readonly summary: string };
}

async function compareStep(t: ExecutionContext, { name, db, step, folder, done }: Compared): Promise<void> {
  t.is(done.exit, step.exit, name);
  t.is(done.summary, step.summary, name);
  if (step.chosen === '') {
    // the original continues with empty revisions, which is its fault
    t.true(comparable(step.report).startsWith(done.report.replace(/No revision to test\.\n$/, '')), name);
    return;
  }
  t.is(comparable(done.report), comparable(step.report), name);
  const made = await readStoredFlight(db, step.flight);
  t.is(made.blessing, step.blessing_after as typeof made.blessing, name);
  t.deepEqual(
    made.jobs.map((each) => [each.job, each.recipe, each.status] as const),
    step.jobs,
    name,
  );
  const runvars = made.jobs.flatMap((each) =>
    Object.entries(each.runvars).map(([key, value]) => [
      each.job,
      key,
      value.replace(folder.path, RECORDED_TREES),
      'f',
    ]),
  );
  t.deepEqual(
    new Set(runvars.map((runvar) => runvar.join(' '))),
    new Set(step.runvars.map((each) => each.join(' '))),
    name,
  );
}
