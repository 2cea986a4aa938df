import type { FlightRecord, JobRecord } from '../../../typings/report.ts';
import { createRandom } from '../../util/random.ts';
import type { SampleFailure } from './sample-failure.ts';
import { runSampleJob } from './sample-job.ts';

export interface SampleFlightOptions {
  readonly seed?: number;
  readonly jobs?: number;
  readonly flight?: number;
  /** The start of the flight. */
  readonly startedAt?: Date;
  /** The kinds of failures: every seventh job has the next one. Default: all kinds. */
  readonly failures?: readonly SampleFailure[];
}

const FAILURES: readonly SampleFailure[] = [
  'command-fails',
  'timeout',
  'xen-panic',
  'never-boots',
  'blocked',
  'aborted',
  'starved',
];

const KINDS = ['xl', 'xl-pvh', 'xl-hvm', 'xl-xsm', 'libvirt', 'xl-credit1', 'xl-multivcpu', 'xl-qcow2'] as const;

/** Returns a flight as a lab records it, for tests and benchmarks of readers. The same options give the same flight. */
export function sampleFlight(options: SampleFlightOptions = {}): FlightRecord {
  const { seed = 1, jobs = 50, flight = 181_042, startedAt = new Date('2026-11-23T20:15:00Z') } = options;
  const failures = options.failures ?? FAILURES;
  const records = Array.from({ length: jobs }, (_, index): JobRecord => {
    const failure = index % 7 === 5 ? (failures[Math.floor(index / 7) % failures.length] ?? null) : null;
    const random = createRandom(seed * 10_007 + index);
    const recipe = index % 9 === 0 ? 'build' : index % 9 === 7 ? 'test-pair' : 'test-debian';
    const name = sampleName(index, recipe);
    const startMs = startedAt.getTime() + random.below(600_000);
    return runSampleJob({ flight, job: name, recipe, failure, random, startMs });
  });
  return {
    flight: { flight, branch: 'xen-unstable', blessing: 'real', intended: 'real', startedAt },
    jobs: records,
  };
}

function sampleName(index: number, recipe: string): string {
  const number = String(index).padStart(2, '0');
  if (recipe === 'build') return index === 0 ? 'build-amd64' : `build-amd64-${number}`;
  return recipe === 'test-pair'
    ? `test-amd64-amd64-pair-${number}`
    : `test-amd64-amd64-${KINDS[index % KINDS.length]}-${number}`;
}
