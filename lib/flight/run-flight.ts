import type { FinalJobStatus } from '../../typings/status.ts';
import type { Db } from '../db/db.ts';
import { FlightNotFoundError } from '../errors/history-errors.ts';
import { readFlight, readJobs, readRunvars } from '../record/read-records.ts';
import { RUNNABLE_JOB_STATUSES } from '../record/statuses.ts';
import type { JobStatus } from '../../typings/status.ts';
import { describeError } from '../errors/osstest-error.ts';
import { neededBuilds } from './build-check.ts';
import type { RunJobOptions } from './open-job-run.ts';
import { runJob, type JobOutcome } from './run-job.ts';

export interface RunFlightOptions extends Omit<RunJobOptions, 'job'> {
  /** Jobs at the same time; default: as many as there are boxes of our own, for they wait for boxes anyway. */
  readonly jobsAtOnce?: number;
}

/** How each job that was run ended, by name; those that had run before are not in it. */
export type FlightOutcome = Readonly<Record<string, JobOutcome>>;

/**
 * Runs the jobs of a flight that have not been run: each when the build jobs that it needs have ended.
 *
 * @throws FlightNotFoundError (`FLIGHT_NOT_FOUND`, blame operator)
 *
 * Source: stands for osstest's sg-execute-flight.
 */
export async function runFlight(db: Db, options: RunFlightOptions): Promise<FlightOutcome> {
  const { flight } = options;
  if ((await readFlight(db, flight)) === null) throw new FlightNotFoundError(flight);
  const waiting = new Map((await findWaiting(db, flight)).map((job) => [job.name, job]));
  const running = new Map<string, Promise<void>>();
  const outcome: Record<string, JobOutcome> = {};
  const atOnce = options.jobsAtOnce ?? Math.max(1, options.config.lab.qemuBoxes + options.config.boxes.length);
  while (waiting.size > 0 || running.size > 0) {
    const ready = [...waiting.values()].filter((job) =>
      job.needs.every((need) => !waiting.has(need) && !running.has(need)),
    );
    // Jobs that wait for each other in a circle are started all the same: their build check tells what is wrong.
    const next = ready.length === 0 && running.size === 0 ? [...waiting.values()] : ready;
    for (const { name } of next.slice(0, Math.max(0, atOnce - running.size))) {
      waiting.delete(name);
      running.set(
        name,
        runOne(db, { ...options, job: name }).then((result) => {
          outcome[name] = result;
          running.delete(name);
        }),
      );
    }
    await Promise.race(running.values());
  }
  return outcome;
}

interface WaitingJob {
  readonly name: string;
  /** Names of jobs of the same flight. */
  readonly needs: readonly string[];
}

async function findWaiting(db: Db, flight: number): Promise<readonly WaitingJob[]> {
  const runnable: readonly JobStatus[] = RUNNABLE_JOB_STATUSES;
  const rows = await readRunvars(db, { flight });
  return (await readJobs(db, flight))
    .filter(({ status }) => runnable.includes(status))
    .map(({ job }) => {
      const own = Object.fromEntries(rows.filter((row) => row.job === job).map(({ name, value }) => [name, value]));
      return {
        name: job,
        needs: neededBuilds(own, flight).flatMap((need) => (need.flight === flight ? [need.job] : [])),
      };
    });
}

async function runOne(db: Db, options: RunJobOptions): Promise<JobOutcome> {
  try {
    return await runJob(db, options);
  } catch (error) {
    // It could not even begin, or the record was lost under it; the other jobs of the flight go on.
    const status: FinalJobStatus = options.signal.aborted ? 'aborted' : 'broken';
    return { status, reason: describeError(error) };
  }
}
