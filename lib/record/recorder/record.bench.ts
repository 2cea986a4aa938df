import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Benchmark, BenchmarkRow } from '../../../typings/benchmark.ts';
import type { Db } from '../../db/db.ts';
import { openDatabase } from '../../db/open/open-database.ts';
import { createFlight, type JobDefinition } from '../flights/create-flight.ts';
import { openJobRecorder } from './job-recorder.ts';
import { createDatabaseSink } from '../events/database-sink.ts';
import { createJsonlSink } from '../events/jsonl-sink.ts';
import { openStash } from '../stash/stash.ts';

/** On a private server with the users' settings: every commit waits for the disk. */
export const benchmarks: readonly Benchmark[] = [{ name: 'recording', run: measure }];

const STEPS = 200;
const JOBS = 87;
const RUNVARS = 20;

async function measure(report: (row: BenchmarkRow) => void): Promise<void> {
  const scratch = await mkdtemp(join(tmpdir(), 'osstest-bench-'));
  try {
    await using db = await openDatabase({ database: { url: null }, paths: { stateDir: scratch, runtimeDir: scratch } });
    report({ name: `a flight of ${JOBS} jobs`, value: await timeFlight(db), unit: 'ms', limit: '<= 500 ms' });
    report({
      name: 'a step: start, 20 events, end',
      value: await timeSteps(db, scratch),
      unit: 'ms',
      limit: '<= 5 ms',
    });
    report({ name: 'one commit, for comparison', value: await timeCommits(db), unit: 'ms' });
    report({ name: 'a stored file of 10 kB', value: await timeStash(db, scratch), unit: 'ms' });
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

const jobs: readonly JobDefinition[] = Array.from({ length: JOBS }, (_, n) => ({
  job: `test-amd64-amd64-xl-${n}`,
  recipe: 'test-debian',
  runvars: Object.fromEntries(Array.from({ length: RUNVARS }, (_unused, m) => [`revision_tree${m}`, 'f'.repeat(40)])),
}));

async function timeFlight(db: Db): Promise<number> {
  const beganAt = performance.now();
  await createFlight(db, { branch: 'bench', intended: 'real', jobs, harness: 'bench' });
  return performance.now() - beganAt;
}

async function timeSteps(db: Db, scratch: string): Promise<number> {
  const flight = await createFlight(db, { branch: 'bench', intended: null, jobs: jobs.slice(0, 1), harness: 'bench' });
  await using database = createDatabaseSink(db);
  await using jsonl = createJsonlSink(join(scratch, 'events.jsonl'));
  const { taskid } = await db.one<{ taskid: number }>(
    `insert into tasks (type, refkey, live) values ('static', 'bench', true) returning taskid`,
  );
  const recorder = await openJobRecorder(db, {
    flight,
    job: jobs[0]?.job ?? '',
    taskId: taskid,
    sinks: [database, jsonl],
    harness: 'bench',
  });
  const beganAt = performance.now();
  for (let n = 0; n < STEPS; n += 1) {
    const step = await recorder.startStep({ script: 'ts-bench', testid: `bench(${n})`, host: 'qemu0' });
    for (let event = 0; event < 20; event += 1) step.emitter.progress(`event ${event}`);
    await step.finish('pass');
  }
  return (performance.now() - beganAt) / STEPS;
}

async function timeCommits(db: Db): Promise<number> {
  const beganAt = performance.now();
  for (let n = 0; n < STEPS; n += 1) await db.none(`insert into hostflags values ('bench', 'flag')`);
  return (performance.now() - beganAt) / STEPS;
}

async function timeStash(db: Db, scratch: string): Promise<number> {
  const flight = await createFlight(db, { branch: 'bench', intended: null, jobs: jobs.slice(0, 1), harness: 'bench' });
  const stash = await openStash(db, { flight, job: jobs[0]?.job ?? '', stashDir: join(scratch, 'stash') });
  const beganAt = performance.now();
  for (let n = 0; n < STEPS; n += 1) await stash.put(`file-${n}`, 'x'.repeat(10_000));
  return (performance.now() - beganAt) / STEPS;
}
