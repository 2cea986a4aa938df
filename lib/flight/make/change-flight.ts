import type { PlannedJob } from '../../../typings/flight-plan.ts';
import type { Blessing } from '../../../typings/status.ts';
import type { Queryable } from '../../db/pg-promise.ts';
import { maybeOne, none } from '../../db/query.ts';
import { serializable } from '../../db/serializable.ts';
import { sql } from '../../db/sql.ts';
import { FlightClosedError, FlightInvalidError } from '../../errors/flight-errors.ts';
import { FlightNotFoundError } from '../../errors/history-errors.ts';
import { UsageError } from '../../errors/usage-error.ts';
import { readHarnessRevision } from '../../record/harness-revision.ts';
import { isOpenToChange } from '../../record/statuses.ts';
import { adjust, type Adjusted, type Adjustment } from './adjustments.ts';
import { diffFlights, type FlightDifference } from './diff-flights.ts';
import { flightProblems } from './flight-problems.ts';
import { readStoredFlight, type StoredFlight } from './stored-flight.ts';

export interface ChangeFlightOptions {
  readonly flight: number;
  /** Whether the lab must have hosts for every job. Default true. */
  readonly hosts?: boolean;
  /** Checks the change without writing it. */
  readonly dryRun?: boolean;
  /** Default: the revision of this osstest. */
  readonly harness?: string;
}

interface Change {
  readonly flight: number;
  readonly harness: string;
  readonly branch: string | null;
  readonly intended: Blessing | null;
  readonly jobs: readonly { readonly job: string; readonly recipe: string; readonly status: 'queued' }[];
  readonly set: readonly { readonly job: string; readonly name: string; readonly value: string }[];
  readonly unset: readonly { readonly job: string; readonly name: string }[];
}

const lockFlight = sql<{ readonly flight: number }, { flight: number }>('record/lock-flight');
const writeChange = sql<Change>('record/change-flight');

/**
 * Changes a flight that is being constructed, or a play flight. Returns the difference.
 *
 * @throws FlightNotFoundError (`FLIGHT_NOT_FOUND`, blame operator)
 * @throws FlightClosedError (`FLIGHT_CLOSED`, blame operator) - the flight can no longer be changed.
 * @throws FlightInvalidError (`FLIGHT_INVALID`, blame operator) - the changed flight would be invalid.
 * @throws UsageError (`USAGE`, blame operator) - a named job or runvar does not exist.
 *
 * Source: osstest cs-adjust-flight, cs-job-create; lib/db/sql/record/change-flight.sql
 */
export async function changeFlight(
  db: Queryable,
  options: ChangeFlightOptions,
  change: (before: Adjusted, tx: Queryable) => Promise<Adjusted>,
): Promise<FlightDifference> {
  const { flight, hosts = true } = options;
  const harness = options.harness ?? (await readHarnessRevision());
  return serializable(db, async (tx) => {
    const before = await openForChange(tx, flight);
    const after = await change(before, tx);
    const plan = { branch: after.branch, jobs: after.jobs, leftOut: [] };
    const placeOf = (): string => `flight ${flight}`;
    const problems = await flightProblems(tx, plan, { placeOf, intended: after.intended, hosts });
    if (problems.length > 0) throw new FlightInvalidError(problems);
    if (options.dryRun !== true) await none(tx, writeChange, { flight, harness, ...toChange(before, after) });
    return diffFlights(before.jobs, after.jobs);
  });
}

/** Changes a flight by the commands of the original. See {@link changeFlight} for the errors. */
export const adjustFlight = (
  db: Queryable,
  options: ChangeFlightOptions,
  changes: readonly Adjustment[],
): Promise<FlightDifference> =>
  changeFlight(db, options, async (before, tx) => {
    let flight = before;
    for (const change of changes) {
      const copied = change.kind === 'copy' ? (await readStoredFlight(tx, change.from)).jobs : [];
      flight = adjust(flight, change, copied);
    }
    return flight;
  });

async function openForChange(tx: Queryable, flight: number): Promise<StoredFlight> {
  if ((await maybeOne(tx, lockFlight, { flight })) === null) throw new FlightNotFoundError(flight);
  const stored = await readStoredFlight(tx, flight);
  if (isOpenToChange(stored.blessing)) return stored;
  throw new FlightClosedError(
    `flight ${flight}: cannot be changed: its blessing is "${stored.blessing}", want constructing or play`,
  );
}

function toChange(before: StoredFlight, after: Adjusted): Omit<Change, 'flight' | 'harness'> {
  const old = new Map<string, PlannedJob>(before.jobs.map((job) => [job.job, job]));
  const kept = new Set(after.jobs.map(({ job }) => job));
  const lost = before.jobs.find(({ job }) => !kept.has(job));
  if (lost !== undefined)
    throw new UsageError(`${lost.job}: a job cannot be removed from a flight; clone the flight without it`);
  const changed = after.jobs.filter((job) => old.get(job.job) !== job);
  return {
    branch: after.branch,
    intended: after.intended,
    jobs: changed
      .filter(({ job, recipe }) => old.get(job)?.recipe !== recipe)
      .map(({ job, recipe }) => ({ job, recipe, status: 'queued' })),
    set: changed.flatMap(({ job, runvars }) =>
      Object.entries(runvars)
        .filter(([name, value]) => old.get(job)?.runvars[name] !== value)
        .map(([name, value]) => ({ job, name, value })),
    ),
    unset: changed.flatMap(({ job, runvars }) =>
      Object.keys(old.get(job)?.runvars ?? {})
        .filter((name) => runvars[name] === undefined)
        .map((name) => ({ job, name })),
    ),
  };
}
