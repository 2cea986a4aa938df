import { readdirSync, readFileSync } from 'node:fs';
import type { Benchmark, BenchmarkRow } from '../../../typings/benchmark.ts';
import { createFlight } from '../../record/flights/create-flight.ts';
import { readJobs, readSteps } from '../../record/flights/read-records.ts';
import type { LabProcess } from '../../fault-injection/coordination/lab-process.ts';
import { withLabServer } from '../../fault-injection/coordination/lab-server.ts';
import { startFakeLab } from '../../testing/fakes/fake-hosts.ts';
import { makeFlightPrograms } from '../../fault-injection/flight/flight-programs.ts';
import { scratchFolder } from '../../testing/machine/scratch-folder.ts';
import { systemClock } from '../../util/clock.ts';

/** A compiled `osstest flight run` on hosts whose commands take no time. The original took 255 s for 44 jobs with 642 steps. */
export const benchmarks: readonly Benchmark[] = [
  {
    name: 'a flight of 44 jobs on fake hosts',
    run: (report) => measure(report, { jobs: 44, limits: { time: '<= 15 s' } }),
  },
  {
    name: 'a flight of 150 jobs on fake hosts',
    run: (report) => measure(report, { jobs: 150, limits: { memory: '<= 200 MB' } }),
  },
];

interface Measure {
  readonly jobs: number;
  readonly limits: { readonly time?: string; readonly memory?: string };
}

const HOSTS = 4;

async function measure(report: (row: BenchmarkRow) => void, { jobs: count, limits }: Measure): Promise<void> {
  await using folder = await scratchFolder('flight-bench');
  await withLabServer(folder.path, async (db) => {
    await using lab = await startFakeLab(db, { hosts: HOSTS });
    const programs = await makeFlightPrograms({
      folder: folder.path,
      config: lab.config,
      ownerDaemon: false,
      queueDaemon: false,
    });
    const build = programs.job('build', 'fake-build', { revision_xen: 'abc' });
    const tests = Array.from({ length: count - 1 }, (_, n) =>
      programs.job(`test-${n}`, 'fake-test', { buildjob: 'build' }),
    );
    const jobs = [build, ...tests];
    const flight = await createFlight(db, { branch: 'bench', intended: 'real', jobs, harness: 'bench' });
    const startedAt = performance.now();
    const runner = programs.startRunner(flight);
    const { own, all } = await watchMemory(runner);
    const seconds = (performance.now() - startedAt) / 1000;
    const bad = (await readJobs(db, flight)).filter(({ status }) => status !== 'pass');
    if (bad.length > 0) throw new Error(`${bad.length} jobs did not pass: ${runner.log.slice(-3).join(' / ')}`);
    const steps = (await readSteps(db, { flight })).length;
    const limit = limits.time === undefined ? {} : { limit: limits.time };
    report({ name: `${count} jobs with ${steps} steps`, value: seconds, unit: 's', ...limit });
    const memory = limits.memory === undefined ? {} : { limit: limits.memory };
    report({ name: `the runner with ${count} jobs, at most`, value: own, unit: 'MB', ...memory });
    report({ name: 'the runner and its job processes, at most', value: all, unit: 'MB' });
  });
}

/** Returns the maximum memory in MB of 1024 kB until the runner exits; shared memory counts in part for each process. */
async function watchMemory(runner: LabProcess): Promise<{ readonly own: number; readonly all: number }> {
  const most = { own: 0, all: 0 };
  while (runner.isAlive) {
    const own = memoryOf(runner.pid);
    const jobs = childrenOf(runner.pid).reduce((sum, pid) => sum + memoryOf(pid), 0);
    most.own = Math.max(most.own, own);
    most.all = Math.max(most.all, own + jobs);
    await systemClock.sleep(250); // each reading takes 5 ms a process
  }
  return most;
}

/** Returns the memory of a process; 0 if it has exited. Source: /proc/PID/smaps_rollup, Pss. */
function memoryOf(pid: number): number {
  try {
    const kB = /^Pss: +(\d+) kB/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))?.[1] ?? '0';
    return Number(kB) / 1024;
  } catch {
    return 0;
  }
}

function childrenOf(pid: number): readonly number[] {
  try {
    const threads = readdirSync(`/proc/${pid}/task`);
    return threads.flatMap((thread) =>
      readFileSync(`/proc/${pid}/task/${thread}/children`, 'utf8').split(' ').filter(Boolean).map(Number),
    );
  } catch {
    return []; // the process has exited
  }
}
