import { createRandom, type Random } from '../../util/random.ts';

/** The options of a generated history. */
export interface HistoryOptions {
  /** The same seed gives the same history. */
  readonly seed: number;
  readonly flights: number;
  /** The branches; default four. */
  readonly branches?: readonly string[];
  /** The number of jobs of a flight, a tenth of them builds; default 100. */
  readonly jobs?: number;
  /** The time from the first flight to the last; default ten years. */
  readonly days?: number;
  /** The number of hosts; default 40. */
  readonly hosts?: number;
  /** The number of the first flight; default 10 000. */
  readonly firstFlight?: number;
  /** The start of the first flight, in seconds since 1970; default 2013-11-21. */
  readonly startedAt?: number;
  /** The minimum number of failed tests in the last flight; default 0. */
  readonly lastFailures?: number;
}

/** The fault of a test, which only the generator knows. */
export interface TestTruth {
  readonly job: string;
  readonly testid: string;
  readonly kind: 'flaky' | 'never-passes' | 'regressing';
  /** The probability of a failure while the fault exists. */
  readonly probability: number;
}

/** A branch of a generated history. */
export interface BranchPlan {
  readonly branch: string;
  /** The tree whose revisions the branch tests. */
  readonly tree: string;
  /** Flaky and never passing tests; regressions depend on the revision. */
  readonly truths: readonly TestTruth[];
}

export interface JobPlan {
  readonly job: string;
  readonly recipe: string;
  readonly steps: readonly { readonly step: string; readonly testid: string; readonly seconds: number }[];
  /** The build jobs that it needs. */
  readonly builds: readonly string[];
}

/** The parts of a generated history that all flights share. */
export interface HistoryPlan {
  readonly options: Required<HistoryOptions>;
  readonly branches: readonly BranchPlan[];
  readonly jobs: readonly JobPlan[];
  readonly hosts: readonly string[];
}

const DEFAULTS = {
  branches: ['xen-unstable', 'linux-linus', 'qemu-mainline', 'xen-4.6-testing'],
  jobs: 100,
  days: 3650,
  hosts: 40,
  firstFlight: 10_000,
  startedAt: 1_385_000_000,
  lastFailures: 0,
};

const BUILD_STEPS: readonly (readonly [string, string, number])[] = [
  ['ts-hosts-allocate', 'hosts-allocate', 600],
  ['ts-host-install', 'host-install(2)', 700],
  ['ts-xen-build-prep', 'host-build-prep', 120],
  ['ts-xen-build', 'xen-build', 2400],
  ['ts-logs-capture', 'capture-logs(5)', 60],
];

const TEST_STEPS: readonly (readonly [string, string, number])[] = [
  ['ts-build-check', 'build-check(1)', 5],
  ['ts-hosts-allocate', 'hosts-allocate', 900],
  ['ts-host-install', 'host-install(3)', 700],
  ['ts-host-ping-check', 'host-ping-check-native', 10],
  ['ts-xen-install', 'xen-install', 150],
  ['ts-host-reboot', 'xen-boot', 200],
  ['ts-leak-check', 'leak-check/basis(7)', 60],
  ['ts-guest-install', 'guest-install', 1500],
  ['ts-guest-start', 'guest-start', 60],
  ['ts-migrate-support-check', 'migrate-support-check', 10],
  ['ts-guest-saverestore', 'guest-saverestore', 90],
  ['ts-guest-localmigrate', 'guest-localmigrate', 90],
  ['ts-guest-saverestore', 'guest-saverestore.2', 90],
  ['ts-guest-stop', 'guest-stop', 40],
  ['ts-leak-check', 'leak-check/check', 60],
  ['ts-logs-capture', 'capture-logs(16)', 120],
];

const ARCHES = ['amd64-amd64', 'amd64-i386', 'arm64-arm64', 'armhf-armhf'];
const VARIANTS = ['xl', 'libvirt', 'xl-qemuu-win7', 'xl-qemuu-debianhvm', 'pair', 'xl-credit2', 'xl-rtds', 'pygrub'];

/** Plans a history: its jobs, and the faults of their tests. */
export function planHistory(given: HistoryOptions): HistoryPlan {
  const options = { ...DEFAULTS, ...given };
  const random = createRandom(options.seed);
  const jobs = planJobs(options.jobs);
  const branches = options.branches.map((branch) => ({
    branch,
    tree: treeOf(branch),
    truths: planTruths(random, jobs),
  }));
  const hosts = Array.from({ length: options.hosts }, (_, index) => `host${index}`);
  return { options, branches, jobs, hosts };
}

const treeOf = (branch: string): string => {
  if (branch.startsWith('linux')) return 'linux';
  return branch.startsWith('qemu') ? 'qemuu' : 'xen';
};

function planJobs(count: number): JobPlan[] {
  const builds = Math.max(1, Math.floor(count / 10));
  return Array.from({ length: count }, (_, index) => (index < builds ? planBuild(index) : planTest(index - builds)));
}

const planSteps = (steps: typeof TEST_STEPS) => steps.map(([step, testid, seconds]) => ({ step, testid, seconds }));
const BUILD_ARCHES = ['amd64', 'i386', 'arm64', 'armhf'];

function planBuild(index: number): JobPlan {
  const arch = BUILD_ARCHES[index % 4] ?? 'amd64';
  const round = Math.floor(index / 4);
  const job = `build-${arch}${['', '-pvops', '-xsm', '-libvirt'][round] ?? `-v${round}`}`;
  return { job, recipe: 'build', steps: planSteps(BUILD_STEPS), builds: [] };
}

function planTest(index: number): JobPlan {
  const arches = ARCHES[index % ARCHES.length] ?? '';
  const round = Math.floor(index / ARCHES.length);
  const variant = VARIANTS[round % VARIANTS.length] ?? '';
  const again = Math.floor(round / VARIANTS.length);
  const job = `test-${arches}-${variant}${again === 0 ? '' : `-v${again}`}`;
  return { job, recipe: 'test-debian', steps: planSteps(TEST_STEPS), builds: ['build-amd64'] };
}

/** Plans the faults: every twelfth test job has a flaky test, every thirtieth a test that never passes. */
function planTruths(random: Random, jobs: readonly JobPlan[]): TestTruth[] {
  return jobs.flatMap(({ job, steps }): TestTruth[] => {
    if (!job.startsWith('test-')) return [];
    const { testid } = steps[7 + random.below(7)] ?? { testid: 'guest-start' };
    if (random.chance(1 / 30)) return [{ job, testid, kind: 'never-passes', probability: 1 }];
    if (random.chance(1 / 12)) return [{ job, testid, kind: 'flaky', probability: 0.05 + random.next() * 0.4 }];
    return [];
  });
}
