import type { BranchDefinition, GateRun } from '../../typings/gate.ts';
import type { Config } from '../../typings/config.ts';
import type { EventSink } from '../../typings/events.ts';
import type { Blessing } from '../../typings/status.ts';
import { openClone, type TreeClone } from '../git/open-clone.ts';
import type { Db } from '../db/db.ts';
import { systemClock, type Clock } from '../util/clock.ts';

/** The options of a run of the gate. */
export interface GateOptions {
  readonly config: Config;
  readonly branch: BranchDefinition;
  readonly signal: AbortSignal;
  readonly sinks?: readonly EventSink[];
  /** Tests this revision in place of the newest; abbreviated as git allows. */
  readonly revision?: string | undefined;
  /** Tests only a baseline, if there is none. */
  readonly baselineOnly?: boolean;
  /** Tests again, however often the revision was tested. */
  readonly again?: boolean;
  /** Called with a line for each action. */
  readonly onProgress?: (line: string) => void;
  /** Creates and runs the flights. Default: this osstest; for the tree `osstest` the version under test. */
  readonly harness?: GateHarness;
  /** Arguments with which a command of another version uses this configuration. */
  readonly configWords?: readonly string[];
  readonly clock?: Clock;
}

/** The options with their defaults and the database. */
export interface GateContext extends GateOptions {
  readonly db: Db;
  readonly sinks: readonly EventSink[];
  readonly clock: Clock;
  /** Reports an action in a line with the name of the branch. */
  readonly tell: (line: string) => void;
}

/** Creates and runs the flights of a branch. A killed gate may have made the same call before. */
export interface GateHarness {
  /** Creates the flight of a run and moves the run to phase `running`. */
  makeFlight(context: GateContext, run: GateRun): Promise<GateRun>;
  /** Creates a flight of the failed jobs and moves the run to phase `retesting`. */
  makeRetest(context: GateContext, run: GateRun, jobs: readonly string[]): Promise<GateRun>;
  /** Runs a flight and blesses it. Returns false if it was stopped before all of its jobs were over. */
  runFlight(context: GateContext, flight: number, blessing: Blessing): Promise<boolean>;
  /** Deploys the pushed revision. */
  deploy(context: GateContext, run: GateRun): Promise<void>;
}

export const gateContext = (db: Db, options: GateOptions): GateContext => ({
  ...options,
  db,
  sinks: options.sinks ?? [],
  clock: options.clock ?? systemClock,
  tell: (line) => options.onProgress?.(`${options.branch.name}: ${line}`),
});

/** Opens the clone of a branch's tree. */
export const openBranchClone = ({ config, branch, signal }: GateContext): Promise<TreeClone> =>
  openClone({ cacheDir: config.paths.cacheDir, name: branch.name, limitMs: config.gate.remoteLimitMs, signal });
