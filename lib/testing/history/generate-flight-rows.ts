import type { JobStatus, StepStatus } from '../../../typings/status.ts';
import { sha256 } from '../../util/digest.ts';
import type { HistoryPlan, JobPlan, TestTruth } from './history-plan.ts';
import type { HistoryRows, JobRow, RunvarRow, StepRow } from './history-rows.ts';
import type { Random } from '../../util/random.ts';

/** A flight to generate. */
export interface FlightPlan {
  readonly flight: number;
  readonly startedAt: number;
  readonly branch: string;
  readonly tree: string;
  readonly revision: string;
  /** The faults of its tests. */
  readonly truths: readonly TestTruth[];
  /** The flight whose builds it uses (a bisection flight of two test jobs); null: its own. */
  readonly buildsFrom: number | null;
}

const TREES = ['xen', 'qemuu', 'linux'];
const BROKEN_HOST = 0.002;
const BROKEN_BUILD = 0.004;

/** Returns the rows of one flight. */
export function generateFlightRows(random: Random, plan: HistoryPlan, flight: FlightPlan): HistoryRows {
  const bisects = flight.buildsFrom !== null;
  const tests = plan.jobs.filter(({ builds }) => builds.length > 0);
  const jobs = bisects ? [random.pick(tests)] : plan.jobs;
  const rows = { jobs: [] as JobRow[], steps: [] as StepRow[], runvars: [] as RunvarRow[] };
  const failedBuilds = new Set<string>();
  for (const job of jobs) {
    const blocked = job.builds.some((build) => failedBuilds.has(build));
    const host = random.pick(plan.hosts);
    const { steps, status } = runSteps(random, flight, job, blocked);
    if (status !== 'pass') failedBuilds.add(job.job);
    rows.jobs.push({ flight: flight.flight, job: job.job, recipe: job.recipe, status });
    rows.steps.push(...steps);
    rows.runvars.push(...runvarsOf(flight, job, status, blocked ? null : host));
  }
  const blessing = bisects ? 'real-bisect' : 'real';
  const header = { flight: flight.flight, started: flight.startedAt, branch: flight.branch };
  const harness = sha256(`harness ${Math.floor(flight.flight / 50)}`).slice(0, 40);
  return {
    ...rows,
    flights: [{ ...header, blessing, intended: blessing }],
    harness: [{ flight: flight.flight, harness }],
  };
}

function runSteps(random: Random, { flight, startedAt, truths }: FlightPlan, plan: JobPlan, blocked: boolean) {
  const own = truths.filter(({ job }) => job === plan.job);
  let at = startedAt + random.below(3600);
  let status: JobStatus & StepStatus = 'pass';
  const steps: StepRow[] = [];
  for (const [index, { step, testid, seconds }] of plan.steps.entries()) {
    if (status === 'blocked' || (status !== 'pass' && step !== 'ts-logs-capture')) continue;
    const outcome = blocked ? 'blocked' : outcomeOf(random, own, testid);
    const started = at;
    at += Math.max(1, Math.round(seconds * (0.7 + random.next() * 0.6)));
    steps.push({ flight, job: plan.job, stepno: index + 1, step, status: outcome, testid, started, finished: at });
    at += 1;
    if (status === 'pass') status = outcome;
  }
  return { steps, status };
}

function outcomeOf(random: Random, truths: readonly TestTruth[], testid: string) {
  if (testid.startsWith('host-install') && random.chance(BROKEN_HOST)) return 'broken';
  if (testid === 'xen-build' && random.chance(BROKEN_BUILD)) return 'fail';
  return truths.some((truth) => truth.testid === testid && random.chance(truth.probability)) ? 'fail' : 'pass';
}

function runvarsOf(plan: FlightPlan, job: JobPlan, status: JobStatus, host: string | null): RunvarRow[] {
  const row = (name: string, val: string, synth: boolean): RunvarRow => ({
    flight: plan.flight,
    job: job.job,
    name,
    val,
    synth,
  });
  const [, arch = 'amd64'] = job.job.split('-');
  const booked = host === null ? [] : [row('host', host, true)];
  return [
    row('arch', arch, false),
    ...booked,
    ...(job.builds.length === 0 ? built(plan, status, row) : used(plan, row)),
  ];
}

type MakeRow = (name: string, val: string, synth: boolean) => RunvarRow;

function built({ tree, revision, flight }: FlightPlan, status: JobStatus, row: MakeRow): RunvarRow[] {
  const revisions = TREES.map((name) => ({
    name,
    value: name === tree ? revision : sha256(`${name} ${Math.floor(flight / 400)}`).slice(0, 40),
  }));
  return [
    row('host_hostflags', 'share-build-wheezy-amd64,arch-amd64,purpose-build', false),
    ...revisions.flatMap(({ name, value }) => [
      row(`tree_${name}`, `git://xenbits.example/${name}.git`, false),
      row(`revision_${name}`, value, false),
      ...(status === 'pass' ? [row(`built_revision_${name}`, value, true)] : []),
    ]),
    ...(status === 'pass' ? [row('path_dist', 'build/dist.tar.gz', true)] : []),
  ];
}

function used({ buildsFrom }: FlightPlan, row: MakeRow): RunvarRow[] {
  const prefix = buildsFrom === null ? '' : `${buildsFrom}.`;
  return [
    row('buildjob', `${prefix}build-amd64`, false),
    row('xenbuildjob', `${prefix}build-amd64`, false),
    row('kernbuildjob', `${prefix}build-amd64`, false),
    row('kernkind', 'pvops', false),
    row('toolstack', 'xl', false),
    row('all_hostflags', 'arch-amd64,arch-xen-amd64,suite-wheezy,purpose-test', false),
    row('guests_vcpus', '4', false),
  ];
}
