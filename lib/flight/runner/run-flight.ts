import type { Flight } from '../../../typings/flight.ts';
import type { JobStatus } from '../../../typings/status.ts';
import type { Emitter } from '../../../typings/events.ts';
import { reapDeadTasks } from '../../coordination/task/reap-dead-tasks.ts';
import type { Db } from '../../db/db.ts';
import { reconnecting } from '../../db/reconnect.ts';
import { FlightNotFoundError } from '../../errors/history-errors.ts';
import { archiveAttempt, type RerunReason } from '../../record/recorder/attempts.ts';
import { createEmitter } from '../../record/events/create-emitter.ts';
import { readFlightOrder } from '../../record/flights/flight-orders.ts';
import { readJobStates, type JobState } from '../../record/recorder/job-states.ts';
import { markLostJobs } from '../../record/recorder/mark-lost-jobs.ts';
import { readFlight } from '../../record/flights/read-records.ts';
import { onAbort } from '../../util/abort.ts';
import { systemClock, type Clock } from '../../util/clock.ts';
import { minutes, seconds } from '../../util/units.ts';
import { describeEnd, expectedEnd } from '../forecast/expected-end.ts';
import { readKnownJobs, type KnownJobs } from './known-jobs.ts';
import { hasRoom } from './has-room.ts';
import { nextMoves, type NextMoves } from './next-moves.ts';
import { createOwnJobs, type OwnJobs } from './own-jobs.ts';
import type { RunJobOptions } from '../job/run-job-options.ts';
import type { JobOutcome } from '../job/run-job.ts';

export interface RunFlightOptions extends Omit<RunJobOptions, 'job'> {
  /** Maximum of parallel jobs; default `config.flights.jobsAtOnce`, else as many as the lab has hosts for. */
  readonly jobsAtOnce?: number;
  /** false: no job runs again automatically, for a user who watches. Default true: as configured by `config.flights`. */
  readonly retries?: boolean;
}

/** Outcomes of the jobs that this runner ran, by name of the job. */
export type FlightOutcome = Readonly<Record<string, JobOutcome>>;

/** The state of one runner of a flight. */
interface FlightRun {
  readonly db: Db;
  readonly flight: Flight;
  readonly options: RunFlightOptions;
  readonly known: KnownJobs;
  readonly own: OwnJobs;
  readonly emitter: Emitter;
  readonly clock: Clock;
}

const NO_RETRIES = { retryLost: 0, retryBroken: 0, retryStarved: 0 };

/** How often to read the states of the jobs. */
const POLL_INTERVAL_MS = seconds(1);

/**
 * Runs the jobs of a flight that have not run, each in a job process, after the builds that they need have passed. A job whose
 * build did not pass becomes `blocked`. Jobs of a killed harness, and jobs that ended broken or starved, run again as
 * configured by `config.flights`.
 *
 * Each round reads the states from the database. Any number of runners can run one flight, and a second call replaces a
 * killed runner. The function waits for jobs that other runners run.
 *
 * @throws FlightNotFoundError (`FLIGHT_NOT_FOUND`, blame operator)
 * @throws DatabaseLostError, DatabaseUnreachableError (blame lab) - the database was out of reach for 5 minutes; running jobs continue.
 *
 * Source: replaces osstest's sg-execute-flight.
 */
export async function runFlight(handle: Db, options: RunFlightOptions): Promise<FlightOutcome> {
  const db = reconnecting(handle, { timeoutMs: minutes(5) });
  const { clock = systemClock } = options;
  const { flight, known } = await findFlight(db, options.flight);
  const own = createOwnJobs(db, options, clock);
  const emitter = createEmitter(options.sinks, { flight: options.flight }, clock);
  const run: FlightRun = { db, flight, options, known, own, emitter, clock };
  const cancel = onAbort(options.signal, () => own.stopAll());
  try {
    await runRounds(run);
  } finally {
    cancel();
    await own.endFreeProcesses();
  }
  return own.outcomes();
}

async function findFlight(db: Db, number: number): Promise<Pick<FlightRun, 'flight' | 'known'>> {
  const flight = await readFlight(db, number);
  if (flight === null) throw new FlightNotFoundError(number);
  return { flight, known: await readKnownJobs(db, flight, await readJobStates(db, number)) };
}

async function runRounds(run: FlightRun): Promise<void> {
  const { own, options } = run;
  const reportProgress = createProgressReport(run);
  const policy = options.retries === false ? NO_RETRIES : options.config.flights;
  for (;;) {
    const states = await readStates(run);
    const moves = nextMoves(states, { ...run.known, own: own.names(), policy });
    const stopped = await isStopped(run);
    const done = stopped ? false : await runRound(run, moves);
    reportProgress(moves, states.length, stopped);
    if (own.names().size === 0 && !done && (stopped || isAtEnd(moves))) return;
    if (!done) await own.nextEnd(POLL_INTERVAL_MS);
  }
}

/** Reads the states of the jobs, after recording the lost jobs of killed harnesses. */
async function readStates({ db, flight, own, clock }: FlightRun): Promise<readonly JobState[]> {
  const read = (): Promise<JobState[]> => readJobStates(db, flight.flight);
  const isUnderWay = ({ status }: JobState): boolean => status === 'preparing' || status === 'running';
  const states = await read();
  const names = own.names();
  if (!states.some((state) => isUnderWay(state) && !names.has(state.job))) return states;
  await reapDeadTasks(db);
  await markLostJobs(db, clock);
  return read();
}

async function isStopped({ db, flight, options }: FlightRun): Promise<boolean> {
  if (options.signal.aborted) return true;
  return (await readFlightOrder(db, flight.flight)) !== null;
}

const isAtEnd = ({ ready, hopeless, again, elsewhere, waiting }: NextMoves): boolean =>
  [ready, hopeless, again, elsewhere, waiting].every((jobs) => jobs.length === 0);

/** Does the possible moves. Returns whether the states of the jobs have changed. */
async function runRound(run: FlightRun, moves: NextMoves): Promise<boolean> {
  const { own } = run;
  for (const { job, why } of moves.again) await rerun(run, job, why);
  const here = [...moves.hopeless, ...moves.ready.filter((job) => !run.known.isRunnable(job))];
  for (const job of here) await own.runHere(job);
  if (moves.again.length > 0 || here.length > 0) return true;
  const started = await startReady(run, moves.ready);
  const isStuck = own.names().size === 0 && moves.elsewhere.length === 0 && moves.ready.length === 0;
  if (started || !isStuck || moves.waiting.length === 0) return started;
  // Jobs that need each other in a circle: their build check reports the problem.
  for (const job of moves.waiting) await own.runHere(job);
  return true;
}

const RERUN_STATUSES: readonly JobStatus[] = ['broken', 'starved'];

async function rerun({ db, flight, emitter, clock }: FlightRun, job: string, why: RerunReason): Promise<void> {
  const key = { flight: flight.flight, job };
  const attempt = await archiveAttempt(db, key, { statuses: RERUN_STATUSES, why, clock });
  if (attempt !== null) emitter.child({ job }).progress(`${why}: run again, attempt ${attempt + 1}`);
}

/** Starts the ready jobs for which hosts are left, the longest first. */
async function startReady({ options, known, own }: FlightRun, ready: readonly string[]): Promise<boolean> {
  const atOnce = options.jobsAtOnce ?? options.config.flights.jobsAtOnce ?? Infinity;
  const weight = (job: string): number => known.expectedMs(job) ?? Infinity;
  let started = false;
  for (const job of ready.toSorted((a, b) => weight(b) - weight(a) || 0)) {
    const underWay = [...own.names()];
    if (underWay.length >= atOnce) break;
    if (!hasRoom(known.demandOf(job), underWay.map(known.demandOf))) continue;
    await own.start(job);
    started = true;
  }
  return started;
}

/** Returns a function that reports the progress of the flight when it has changed. */
function createProgressReport({
  known,
  own,
  emitter,
  clock,
  options,
}: FlightRun): (moves: NextMoves, total: number, stopped: boolean) => void {
  let last = '';
  return ({ over, ready, waiting, elsewhere }, total, stopped) => {
    const running = own.underWay();
    const names = own.names();
    const unstarted = ready.filter((job) => !names.has(job));
    const counts = `${over.length} of ${total} jobs have ended, ${running.length + elsewhere.length} run`;
    const line = `${counts}${stopped ? ', no more are started' : ''}`;
    if (line === last || options.sinks.length === 0) return;
    last = line;
    const end = expectedEnd({
      nowMs: clock.now(),
      places: Math.max(1, Math.min(known.hosts, options.config.flights.jobsAtOnce ?? Infinity)),
      running: running.map(({ job, sinceMs }) => ({ sinceMs, expectedMs: known.expectedMs(job) })),
      waiting: [...unstarted, ...waiting].map(known.expectedMs),
    });
    emitter.progress(over.length === total ? line : `${line}; ${describeEnd(end)}`);
  };
}
