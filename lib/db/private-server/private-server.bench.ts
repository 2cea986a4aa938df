import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Benchmark, BenchmarkRow } from '../../../typings/benchmark.ts';
import { openDatabase, type DatabaseSettings } from '../open/open-database.ts';
import { listTables } from '../original-tables.ts';

/** Returns the time from the call to the first answer, when the private server has no other user. */
export const benchmarks: readonly Benchmark[] = [{ name: 'database session', run: measure }];

const ROUNDS = 15;

async function measure(report: (row: BenchmarkRow) => void): Promise<void> {
  const scratch = await mkdtemp(join(tmpdir(), 'osstest-bench-'));
  const settings: DatabaseSettings = {
    database: { url: null },
    paths: { stateDir: scratch, runtimeDir: scratch },
  };
  try {
    report({ name: 'first session of an account', value: (await open(settings)) / 1000, unit: 's', limit: '<= 3 s' });
    const starting = await median(() => open(settings));
    report({ name: 'a session that starts the server', value: starting, unit: 'ms', limit: '<= 150 ms' });
    await using _user = await openDatabase(settings);
    const joining = await median(() => open(settings));
    report({ name: 'a session while others use it', value: joining, unit: 'ms', limit: '<= 150 ms' });
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

async function open(settings: DatabaseSettings): Promise<number> {
  const beganAt = performance.now();
  await using db = await openDatabase(settings);
  await listTables(db);
  return performance.now() - beganAt;
}

async function median(work: () => Promise<number>): Promise<number> {
  const values: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) values.push(await work());
  return values.sort((a, b) => a - b)[Math.floor(ROUNDS / 2)] ?? Number.NaN;
}
