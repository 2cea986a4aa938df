import type { Flight } from '../../../typings/flight.ts';
import type { JobStatus } from '../../../typings/status.ts';
import type { Emitter } from '../../../typings/events.ts';
import { reapDeadTasks } from '../../coordination/task/reap-dead-tasks.ts';
import type { Db } from '../../db/db.ts';
import { withReconnect } from '../../db/with-reconnect.ts';
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
  /** Jobs at the same time; default `config.flights.jobsAtOnce`, else as many as the lab has hosts for. */
  readonly jobsAtOnce?: number;
  /** false: no job is run again by itself, as a person wants it who watches. Default true: as `config.flights` says. */
  readonly retries?: boolean;
}

/** How each job that was run ended, by name; those that had run before, or run elsewhere, are not in it. */
export type FlightOutcome = Readonly<Record<string, JobOutcome>>;

/** One runner of a flight. */
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

/** How often to look for what others did. */
const LOOK_EVERY_MS = seconds(1);

/**
 * Runs the jobs of a flight that have not been run, in processes of their own, when the build jobs that they need have
 * passed; those that cannot be run any more become `blocked`. Jobs whose harness was killed, and those that ended broken or
 * starved, are run again as `config.flights` says.
 *
 * What is to be done is read from the database each time: any number of runners may work on one flight, and one that was
 * killed is replaced by calling this again. Jobs that run elsewhere are waited for.
 *
 * @throws FlightNotFoundError (`FLIGHT_NOT_FOUND`, blame operator)
 * @throws DatabaseLostError, DatabaseUnreachableError (blame lab) - the database is gone for 5 minutes; jobs go on.
 *
 * Source: stands for osstest's sg-execute-flight.
 */
export async function runFlight(db: Db, options: RunFlightOptions): Promise<FlightOutcome> {
  const { clock = systemClock } = options;
  const { flight, known } = await withReconnect(() => findFlight(db, options.flight), { clock });
  const own = createOwnJobs(db, options, clock);
  const emitter = createEmitter(options.sinks, { flight: options.flight }, clock);
  const run: FlightRun = { db, flight, options, known, own, emitter, clock };
  const cancel = onAbort(options.signal, () => own.stopAll());
  try {
    await makeMoves(run);
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

async function makeMoves(run: FlightRun): Promise<void> {
  const { own, options } = run;
  const tell = progressTeller(run);
  const policy = options.retries === false ? NO_RETRIES : options.config.flights;
  for (;;) {
    const states = await look(run);
    const moves = nextMoves(states, { ...run.known, own: own.names(), policy });
    const stopped = await isStopped(run);
    const done = stopped ? false : await makeOne(run, moves);
    tell(moves, states.length, stopped);
    if (own.names().size === 0 && !done && (stopped || isAtEnd(moves))) return;
    if (!done) await own.nextEnd(LOOK_EVERY_MS);
  }
}

/** How the jobs stand, after those that killed harnesses have left are marked. */
async function look({ db, flight, own, clock }: FlightRun): Promise<readonly JobState[]> {
  const read = (): Promise<JobState[]> => readJobStates(db, flight.flight);
  const isUnderWay = ({ status }: JobState): boolean => status === 'preparing' || status === 'running';
  return withReconnect(
    async () => {
      const states = await read();
      const names = own.names();
      if (!states.some((state) => isUnderWay(state) && !names.has(state.job))) return states;
      await reapDeadTasks(db);
      await markLostJobs(db, clock);
      return read();
    },
    { timeoutMs: minutes(5), clock },
  );
}

async function isStopped({ db, flight, options, clock }: FlightRun): Promise<boolean> {
  if (options.signal.aborted) return true;
  return (await withReconnect(() => readFlightOrder(db, flight.flight), { timeoutMs: minutes(5), clock })) !== null;
}

const isAtEnd = ({ ready, hopeless, again, elsewhere, waiting }: NextMoves): boolean =>
  [ready, hopeless, again, elsewhere, waiting].every((jobs) => jobs.length === 0);

/** Does what can be done now; true: how the jobs stand has changed by that. */
async function makeOne(run: FlightRun, moves: NextMoves): Promise<boolean> {
  const { own } = run;
  for (const { job, why } of moves.again) await rerun(run, job, why);
  const here = [...moves.hopeless, ...moves.ready.filter((job) => !run.known.isRunnable(job))];
  for (const job of here) await own.runHere(job);
  if (moves.again.length > 0 || here.length > 0) return true;
  const started = await startReady(run, moves.ready);
  const isStuck = own.names().size === 0 && moves.elsewhere.length === 0 && moves.ready.length === 0;
  if (started || !isStuck || moves.waiting.length === 0) return started;
  // Jobs that wait for each other in a circle: their build check tells what is wrong.
  for (const job of moves.waiting) await own.runHere(job);
  return true;
}

const RERUN_STATUSES: readonly JobStatus[] = ['broken', 'starved'];

async function rerun({ db, flight, emitter, clock }: FlightRun, job: string, why: RerunReason): Promise<void> {
  const key = { flight: flight.flight, job };
  const attempt = await withReconnect(() => archiveAttempt(db, key, { statuses: RERUN_STATUSES, why, clock }));
  if (attempt !== null) emitter.child({ job }).progress(`${why}: run again, attempt ${attempt + 1}`);
}

/** Starts as many as there is room for, those that take longest first. */
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

/** Tells how far the flight is, whenever that has changed. */
function progressTeller({
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
    const counts = `${over.length} of ${total} jobs are over, ${running.length + elsewhere.length} run`;
    const said = `${counts}${stopped ? ', no more are started' : ''}`;
    if (said === last || options.sinks.length === 0) return;
    last = said;
    const end = expectedEnd({
      nowMs: clock.now(),
      places: Math.max(1, Math.min(known.hosts, options.config.flights.jobsAtOnce ?? Infinity)),
      running: running.map(({ job, sinceMs }) => ({ sinceMs, expectedMs: known.expectedMs(job) })),
      waiting: [...unstarted, ...waiting].map(known.expectedMs),
    });
    emitter.progress(over.length === total ? said : `${said}; ${describeEnd(end)}`);
  };
}
