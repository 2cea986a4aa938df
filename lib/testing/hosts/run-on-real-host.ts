import type { LabEvent } from '../../../typings/events.ts';
import type { JobRecord } from '../../../typings/report.ts';
import type { JobOutcome } from '../../flight/job/run-job.ts';
import { openHarness } from '../../flight/runner/open-harness.ts';
import { runFlight } from '../../flight/runner/run-flight.ts';
import { createFlight } from '../../record/flights/create-flight.ts';
import { openStash } from '../../record/stash/stash.ts';
import { readFlightRecord } from '../../record/flights/read-flight-record.ts';
import { collectingSink, type RealLab } from './real-lab.ts';

export interface RealRun {
  readonly outcome: JobOutcome | undefined;
  /** The record of the job in the database. */
  readonly record: JobRecord;
  /** Files of the stash that differ from their record. */
  readonly damaged: readonly unknown[];
  readonly events: readonly LabEvent[];
}

export interface RealRunOptions {
  readonly job: string;
  readonly recipe: string;
  readonly runvars?: Readonly<Record<string, string>>;
  /** Whether the host is installed again even if a frozen host could be thawed. */
  readonly fresh: boolean;
}

/** Runs one job of a recipe on a QEMU host, once. */
export async function runOnRealHost({ config }: RealLab, options: RealRunOptions): Promise<RealRun> {
  const { job, recipe, runvars, fresh } = options;
  await using db = await openHarness(config);
  const sink = collectingSink();
  const flight = await createFlight(db, {
    branch: 'self-test',
    intended: 'play',
    blessing: 'play',
    jobs: [{ job, recipe, runvars: { arch: 'amd64', all_hostflags: 'arch-amd64,purpose-test', ...runvars } }],
  });
  const { signal } = new AbortController();
  const outcome = await runFlight(db, { flight, config, sinks: [sink], signal, fresh, retries: false });
  const { stashDir } = config.paths;
  const record = (await readFlightRecord(db, { flight, stashDir })).jobs[0]!;
  const stash = await openStash(db, { flight, job, stashDir });
  return { outcome: outcome[job], record, damaged: await stash.verify(), events: sink.events };
}
