import test from 'ava';
import fc from 'fast-check';
import { createRandom } from '../../util/random.ts';
import { minutes, seconds } from '../../util/units.ts';
import { simulateLab, type SimulateLabOptions, type Simulation } from './simulate-lab.ts';

/** The daemon looks less often than the real one, since these checks take most of the time of a simulation. */
const times = { reapIntervalMs: seconds(5), lookIntervalMs: seconds(2), startInhibitionMs: seconds(30) };

interface LabShape {
  readonly seed: number;
  readonly hosts: number;
  readonly jobs: number;
  readonly faulty: boolean;
  /** Mean time between two faults. Default 2 minutes. */
  readonly faultEveryMs?: number;
}

/** Creates a lab of two kinds of hosts, and jobs that request one or two of them. */
function labOf({ seed, hosts, jobs, faulty, faultEveryMs = minutes(2) }: LabShape): SimulateLabOptions {
  const random = createRandom(seed);
  const kinds = ['amd64', 'arm64'];
  const request = () => ({ flags: [random.pick(['lab', 'lab', 'arch-amd64'])] });
  return {
    seed,
    hosts: Array.from({ length: hosts }, (_, index) => ({
      name: `host${index}`,
      flags: ['lab', `arch-${kinds[index % 3 === 2 ? 1 : 0]}`],
      properties: {},
    })),
    jobs: Array.from({ length: jobs }, (_, index) => ({
      name: `1.job-${index}`,
      arrivalMs: random.below(minutes(jobs)),
      durationMs: seconds(60 + random.below(900)),
      expectedMs: seconds(60 + random.below(900)),
      requests: random.chance(0.3) ? { src_host: request(), dst_host: request() } : { host: request() },
    })),
    harnesses: 2 * hosts,
    times,
    faults: faulty ? { everyMs: faultEveryMs, untilMs: minutes(20), longestMs: seconds(25) } : undefined,
    limitMs: minutes(600),
  };
}

const shape = (faulty: boolean): fc.Arbitrary<LabShape> =>
  fc.record({
    seed: fc.nat(1_000_000),
    hosts: fc.integer({ min: 3, max: 6 }),
    jobs: fc.integer({ min: 1, max: 12 }),
    faulty: fc.constant(faulty),
  });

const unfinished = ({ runs }: Simulation): string[] => runs.filter(({ endMs }) => endMs === null).map(({ job }) => job);

test('whatever is killed: no host has two users, no job a part of its hosts, every plan is valid, and all hosts become free', async (t) => {
  let [faults, lost] = [0, 0];
  await fc.assert(
    fc.asyncProperty(shape(true), async (one) => {
      const lab = labOf(one);
      const simulation = await simulateLab(lab);
      t.deepEqual(simulation.violations, [], JSON.stringify(one));
      t.deepEqual(unfinished(simulation), [], JSON.stringify(one));
      t.is(simulation.free.length, lab.hosts.length, JSON.stringify(one));
      faults += simulation.faults;
      lost += simulation.runs.reduce((sum, run) => sum + run.lost, 0);
    }),
    // besides the hold-offs: a daemon that is killed again before it has ended the task of a harness that gave up
    { numRuns: 5, examples: [[{ seed: 11, hosts: 6, jobs: 6, faulty: true, faultEveryMs: seconds(15) }]] },
  );
  t.log(`${faults} faults, jobs started again ${lost} times`);
  t.true(faults > 10 && lost > 0);
});

test('the same seed gives the same history, line by line; another seed gives another one', async (t) => {
  const one = { seed: 7, hosts: 3, jobs: 6, faulty: true };
  const [first, again, other] = [
    await simulateLab(labOf(one)),
    await simulateLab(labOf(one)),
    await simulateLab(labOf({ ...one, seed: 8 })),
  ];
  t.true(first.history.length > 50);
  t.deepEqual(first, again);
  t.notDeepEqual(first.history, other.history);
});

test('no job waits longer than all earlier jobs take, with one queue run for each', async (t) => {
  const runMs = seconds(45); // the hold-off, and rounding in the plan
  const startMs = seconds(60); // the inhibition at the daemon's start, and a hold-off
  await fc.assert(
    fc.asyncProperty(shape(false), async (one) => {
      const lab = labOf(one);
      const simulation = await simulateLab(lab);
      for (const run of simulation.runs) {
        const job = lab.jobs.find(({ name }) => name === run.job)!;
        const before = lab.jobs.filter(({ arrivalMs }) => arrivalMs < job.arrivalMs);
        // a job may use a host that is free until the start of the job before it, and end later than expected
        const longest = Math.max(...lab.jobs.map(({ durationMs, expectedMs = 0 }) => Math.max(durationMs, expectedMs)));
        const work = before.reduce((sum, { durationMs, expectedMs = 0 }) => sum + Math.max(durationMs, expectedMs), 0);
        const boundMs = startMs + runMs + (before.length === 0 ? 0 : work + longest + runMs * before.length);
        t.true(run.startMs! - run.arrivalMs <= boundMs, `${run.job} waited ${run.startMs! - run.arrivalMs} ms`);
      }
      t.is(simulation.faults, 0);
      t.deepEqual(simulation.violations, []);
    }),
    { numRuns: 5 },
  );
});

test('a job that can never get its hosts ends the simulation with the reason', async (t) => {
  const lab = labOf({ seed: 1, hosts: 3, jobs: 1, faulty: false });
  const jobs = [{ ...lab.jobs[0]!, requests: { host: { flags: ['arch-riscv'] } } }];
  await t.throwsAsync(simulateLab({ ...lab, jobs }), { code: 'NO_CANDIDATE_HOST' });
});
