import type { BranchDefinition, GateRun } from '../../typings/gate.ts';
import type { Config } from '../../typings/config.ts';
import type { EventSink } from '../../typings/events.ts';
import type { Blessing } from '../../typings/status.ts';
import { openClone, type TreeClone } from '../git/open-clone.ts';
import type { Db } from '../db/db.ts';
import { systemClock, type Clock } from '../util/clock.ts';

/** What every part of a run of the gate needs. */
export interface GateOptions {
  readonly config: Config;
  readonly branch: BranchDefinition;
  readonly signal: AbortSignal;
  readonly sinks?: readonly EventSink[];
  /** Test this revision in place of the newest; shortened as git allows. */
  readonly revision?: string | undefined;
  /** Only a baseline, where there is none. */
  readonly baselineOnly?: boolean;
  /** Test again what was tested, however often. */
  readonly again?: boolean;
  /** Told what is done, a line each. */
  readonly onProgress?: (line: string) => void;
  /** Who makes and runs the flights; default this osstest, and of the tree `osstest` the version under test. */
  readonly harness?: GateHarness;
  /** Words that make a command of another version use this configuration. */
  readonly configWords?: readonly string[];
  readonly clock?: Clock;
}

/** The same, complete, with the database. */
export interface GateContext extends GateOptions {
  readonly db: Db;
  readonly sinks: readonly EventSink[];
  readonly clock: Clock;
  /** Tells people what is being done, in a line with the branch in front. */
  readonly tell: (line: string) => void;
}

/** Who makes and runs the flights of a branch. Each call may have been made before, by a gate that was killed. */
export interface GateHarness {
  /** Makes the flight of a run, which is in phase `running` then. */
  makeFlight(context: GateContext, run: GateRun): Promise<GateRun>;
  /** Makes a flight of the jobs that failed, which is in phase `retesting` then. */
  makeRetest(context: GateContext, run: GateRun, jobs: readonly string[]): Promise<GateRun>;
  /** Runs a flight and blesses it; false: it was stopped before all of its jobs were over. */
  runFlight(context: GateContext, flight: number, blessing: Blessing): Promise<boolean>;
  /** Uses what was pushed from now on. */
  deploy(context: GateContext, run: GateRun): Promise<void>;
}

export const gateContext = (db: Db, options: GateOptions): GateContext => ({
  ...options,
  db,
  sinks: options.sinks ?? [],
  clock: options.clock ?? systemClock,
  tell: (line) => options.onProgress?.(`${options.branch.name}: ${line}`),
});

/** The clone of a branch's tree. */
export const openBranchClone = ({ config, branch, signal }: GateContext): Promise<TreeClone> =>
  openClone({ cacheDir: config.paths.cacheDir, name: branch.name, limitMs: config.gate.remoteLimitMs, signal });
