import type { Step } from '../../../typings/flight.ts';
import type { JobRecord } from '../../../typings/report.ts';
import type { FinalJobStatus, FinalStepStatus } from '../../../typings/status.ts';
import type { Random } from '../../util/random.ts';
import { installPackages, rebootHost, useGuest } from './sample-actions.ts';
import type { SampleFailure } from './sample-failure.ts';
import { createPaper, type SamplePaper } from './sample-paper.ts';

export interface SampleJob {
  readonly flight: number;
  readonly job: string;
  readonly recipe: 'build' | 'test-debian' | 'test-pair';
  /** The failure; null: the job passes. */
  readonly failure: SampleFailure | null;
  readonly random: Random;
  readonly startMs: number;
}

/** Testid, duration in seconds, and the action on the host. */
type Plan = readonly (readonly [string, number, 'quiet' | 'boot' | 'install' | 'guest'])[];

const PLANS: Readonly<Record<SampleJob['recipe'], Plan>> = {
  build: [
    ['build-check(1)', 1, 'quiet'],
    ['hosts-allocate', 40, 'quiet'],
    ['host-install(3)', 70, 'boot'],
    ['host-build-prep', 45, 'install'],
    ['xen-build', 900, 'install'],
    ['capture-logs', 6, 'quiet'],
  ],
  'test-debian': [
    ['build-check(1)', 1, 'quiet'],
    ['hosts-allocate', 65, 'quiet'],
    ['host-install(3)', 75, 'boot'],
    ['host-ping-check-native', 2, 'quiet'],
    ['xen-install', 95, 'install'],
    ['xen-boot', 62, 'boot'],
    ['host-ping-check-xen', 2, 'quiet'],
    ['leak-check/basis(8)', 1, 'quiet'],
    ['debian-install', 160, 'install'],
    ['guest-start', 14, 'guest'],
    ['guest-saverestore', 21, 'guest'],
    ['guest-localmigrate/x10', 130, 'guest'],
    ['guest-stop', 5, 'guest'],
    ['leak-check/check', 1, 'quiet'],
    ['capture-logs(15)', 8, 'quiet'],
  ],
  'test-pair': [
    ['build-check(1)', 1, 'quiet'],
    ['hosts-allocate', 300, 'quiet'],
    ['host-install/src_host(3)', 75, 'boot'],
    ['host-install/dst_host(4)', 78, 'boot'],
    ['xen-install/src_host', 96, 'install'],
    ['xen-install/dst_host', 97, 'install'],
    ['xen-boot/src_host', 61, 'boot'],
    ['xen-boot/dst_host', 64, 'boot'],
    ['debian-install', 170, 'install'],
    ['guest-start', 15, 'guest'],
    ['guest-migrate/src_host/dst_host', 40, 'guest'],
    ['guest-migrate/dst_host/src_host', 38, 'guest'],
    ['capture-logs/src_host(13)', 7, 'quiet'],
    ['capture-logs/dst_host(14)', 7, 'quiet'],
  ],
};

/** For each failure: the failed step, the status of the step and the job, and the reason. */
const FAILURES: Readonly<Record<SampleFailure, readonly [number, FinalStepStatus, string]>> = {
  'command-fails': [9, 'fail', 'HOST: "xl create /etc/xen/debian.guest.osstest.cfg" exited 1 after 3.2 s'],
  timeout: [10, 'fail', 'guest-saverestore: not finished after 10 min 00 s (running "xl restore /root/debian.save")'],
  'xen-panic': [11, 'fail', 'HOST: xen-panic: Xen BUG at domain_page.c:144'],
  'never-boots': [5, 'broken', 'HOST: no ssh within 400 s after the reboot (last line on its console: GRUB loading.)'],
  blocked: [0, 'blocked', 'build-amd64-9 did not pass: its xendist.tar.gz is missing'],
  aborted: [8, 'aborted', 'stopped by the operator (SIGINT)'],
  starved: [1, 'starved', 'no host with arch-amd64, purpose-test, hvm within 2 h 00 min; 14 of 14 were booked'],
};

/** Simulates the record of a job: its steps, events and consoles, with the text of real ones. */
export function runSampleJob(sample: SampleJob): JobRecord {
  const { flight, job, recipe, random } = sample;
  const hosts =
    recipe === 'test-pair' ? ['rimava0', 'rimava1'] : [random.pick(['sabro0', 'pinot1', 'albana0', 'nobling1'])];
  const [first = ''] = hosts;
  const paper = createPaper(sample);
  paper.tell({ kind: 'job-started', recipe });
  const steps = runSteps(sample, paper, hosts);
  const status = (steps.find((step) => step.status !== 'pass')?.status ?? 'pass') as FinalJobStatus;
  const reason = sample.failure === null ? null : FAILURES[sample.failure][2].replace('HOST', first);
  paper.stepno = null;
  paper.tell({ kind: 'job-finished', status, reason, durationMs: paper.nowMs - sample.startMs });
  return {
    job: { flight, job, recipe, status },
    runvars: {
      arch: 'amd64',
      host: first,
      ...(hosts[1] === undefined ? {} : { dst_host: hosts[1] }),
      xen_kind: 'xl',
      guest_memory: '512',
      tree_xen: 'git://xenbits.xen.org/xen.git',
      revision_xen: random.hex(40),
    },
    steps,
    stash: hosts.flatMap((host) => [
      { path: `${host}-serial.log`, bytes: 60_000 + random.below(90_000) },
      { path: `${host}---var-log-xen-xl-debian.log`, bytes: random.below(9000) },
      { path: `${host}---var-log-syslog`, bytes: random.below(400_000) },
    ]),
    stashFolder: `/var/lib/osstest/stash/${flight}/${job}`,
    events: paper.events,
    consoles: paper.consoles(),
  };
}

/** Returns the steps up to the failure, and the capture of logs if there was a host. */
function runSteps(sample: SampleJob, paper: SamplePaper, hosts: readonly string[]): readonly Step[] {
  const plan = PLANS[sample.recipe];
  const failAt = sample.failure === null ? plan.length : Math.min(FAILURES[sample.failure][0], plan.length - 2);
  const steps: Step[] = [];
  for (const [index, planned] of plan.entries()) {
    const captures = planned[0].startsWith('capture-logs');
    if (index > failAt && (!captures || failAt < 2)) continue;
    paper.stepno = steps.length + 1;
    steps.push(runStep(sample, paper, planned, { hosts, failure: index === failAt ? sample.failure : null }));
  }
  return steps;
}

function runStep(
  { flight, job, random }: SampleJob,
  paper: SamplePaper,
  [testid, seconds, what]: Plan[number],
  { hosts, failure }: { readonly hosts: readonly string[]; readonly failure: SampleFailure | null },
): Step {
  const host = hosts[testid.includes('dst_host') ? 1 : 0] ?? 'host';
  const startedAt = new Date((paper.nowMs += 2 + random.below(4)));
  const endMs = paper.nowMs + seconds * (800 + random.below(400));
  paper.tell({ kind: 'started', expectedMs: seconds * 1000 }, host);
  if (what === 'boot') rebootHost(paper, host, endMs, failure === 'never-boots');
  if (what === 'install') installPackages(paper, host, endMs);
  if (what === 'guest') useGuest(paper, host, failure);
  if (what === 'quiet')
    paper.command(host, 'uptime', [' 20:31:07 up 2 min,  0 users,  load average: 0.42, 0.18'], 0, 40);
  if (testid.startsWith('capture-logs'))
    paper.tell({ kind: 'stashed', path: `${host}-serial.log`, bytes: 81_230 }, host);
  paper.nowMs += failure === 'timeout' ? 600_000 : failure === null ? Math.max(5, endMs - paper.nowMs) : 900;
  const [, status, why] = failure === null ? [0, 'pass' as const, null] : FAILURES[failure];
  const reason = why?.replace('HOST', host) ?? null;
  paper.tell({ kind: 'finished', status, reason, durationMs: paper.nowMs - startedAt.getTime() }, host);
  const script = `ts-${testid.replace(/[/(].*/, '')}`;
  const finishedAt = new Date(paper.nowMs);
  return { flight, job, stepno: paper.stepno ?? 0, script, testid, status, startedAt, finishedAt, reason };
}
