import { BisectRunError } from '../../errors/bisect-run-errors.ts';
import { tryProcessLock } from '../../util/process-lock.ts';
import type { Point } from '../lattice/point.ts';
import type { Costs } from '../model/choose-visit.ts';
import type { Outcome } from '../model/record-outcome.ts';
import { createEstimates, type Estimates } from './estimates.ts';
import { openJournal, type Journal, type JournalEntry } from './journal.ts';
import type { TreeEnds } from './resolve-ends.ts';
import type { RunBisectionOptions } from './run-options.ts';
import { revisionsByName, tupleKey, visitTuple, type TestResult } from './visit-tuple.ts';
import { createWorktreePool, type WorktreePool } from './worktree-pool.ts';

export interface VisitRequest {
  readonly repeats: number;
  readonly onOutcome: (outcome: Outcome) => void;
  /** How many certificates have been started. */
  readonly attempts: number;
  readonly signal: AbortSignal;
}

/** Tests tuples, and remembers each test. */
export interface TestBench extends AsyncDisposable {
  /** Tests a tuple until it fails, at most so often. */
  visit(revisions: readonly string[], request: VisitRequest): Promise<void>;
  /** As `visit`; gives the outcomes. Those of earlier runs count. */
  test(revisions: readonly string[], repeats: number, signal: AbortSignal): Promise<readonly Outcome[]>;
  /** What visits cost now. */
  costs(revisionsOf: (point: Point) => readonly string[]): Costs;
  /** All tests so far, those of earlier runs among them. */
  entries(): readonly JournalEntry[];
  tests(): number;
  builds(): number;
}

const REPEATS = [1, 2, 4, 8, 16];

/**
 * Opens the folder of a search.
 *
 * @throws BisectRunError (`BISECT_UNUSABLE`) - another search runs there, or the folder cannot be written.
 * @throws UsageError (`USAGE`) - there is nothing to resume.
 */
export async function openBench(
  options: RunBisectionOptions,
  ends: readonly TreeEnds[],
  signal: AbortSignal,
): Promise<TestBench> {
  const { folder, build, command, failure, resume, jobs, keptBuilds } = options;
  const lock = await tryProcessLock(`bisect ${folder}`);
  if (lock === null) throw new BisectRunError(`${folder}: another bisection of this repository is running`);
  const identity = { trees: ends, build, command, failure: failure?.source ?? null };
  const journal = await openJournal(folder, identity, resume).catch(async (error: unknown) => {
    await lock[Symbol.asyncDispose]();
    throw error;
  });
  const pool = createWorktreePool({
    folder: `${folder}/worktrees`,
    repositories: ends,
    limit: jobs + keptBuilds,
    signal,
  });
  const estimates = createEstimates({ preparation: build === null ? 0.3 : 5, run: 1 });
  const entries = [...journal.entries];
  const earlier = [...journal.entries];
  const visits = createVisits({ options, pool, estimates, entries, journal });
  const { visit } = visits;
  return {
    visit,
    test: (revisions, repeats, own) => testOrRecall({ revisions, repeats, signal: own, earlier, visit }),
    costs: (revisionsOf) => ({
      prepare: () => 0,
      build: (point) => (pool.isReady(tupleKey(revisionsOf(point))) ? 0 : estimates.preparation()),
      run: estimates.run(),
      repeats: options.repeats === 'auto' ? REPEATS : [options.repeats],
    }),
    entries: () => entries,
    tests: () => entries.filter(({ outcome }) => outcome !== 'untestable').length,
    builds: visits.builds,
    [Symbol.asyncDispose]: () => lock[Symbol.asyncDispose](),
  };
}

interface Visits {
  readonly options: RunBisectionOptions;
  readonly pool: WorktreePool;
  readonly estimates: Estimates;
  /** Every test is added. */
  readonly entries: JournalEntry[];
  readonly journal: Journal;
}

/** Visits tuples; each test is written down, counted and reported. */
function createVisits({ options, pool, estimates, entries, journal }: Visits): {
  readonly visit: TestBench['visit'];
  readonly builds: () => number;
} {
  const { onEvent } = options;
  let [builds, logs] = [0, entries.length];
  const visit = async (revisions: readonly string[], request: VisitRequest): Promise<void> => {
    const names = revisionsByName(options.trees, revisions);
    const beganAt = performance.now();
    let isFirst = !pool.isReady(tupleKey(revisions));
    const onTest = (result: TestResult): boolean => {
      if (request.signal.aborted) return false;
      if (isFirst) estimates.addPreparation((performance.now() - beganAt) / 1000 - result.seconds);
      isFirst = false;
      if (result.outcome !== 'untestable') estimates.addRun(result.seconds);
      const entry = { revisions, outcome: result.outcome, attempts: request.attempts };
      journal.add(entry);
      entries.push(entry);
      request.onOutcome(result.outcome);
      onEvent({ kind: 'test', number: entries.length, revisions: names, ...result });
      return true;
    };
    const onBuild = (result: { readonly ok: boolean; readonly seconds: number; readonly log: string }): void => {
      builds++;
      onEvent({ kind: 'build', revisions: names, ...result });
    };
    const { repeats, signal } = request;
    await visitTuple(repeats, { pool, options, signal, revisions, onTest, onBuild, nextLog: () => ++logs });
  };
  return { visit, builds: () => builds };
}

interface Recall {
  readonly revisions: readonly string[];
  readonly repeats: number;
  readonly signal: AbortSignal;
  /** Tests of earlier runs that have not been used yet. */
  readonly earlier: JournalEntry[];
  readonly visit: TestBench['visit'];
}

async function testOrRecall({ revisions, repeats, signal, earlier, visit }: Recall): Promise<readonly Outcome[]> {
  const key = tupleKey(revisions);
  const outcomes: Outcome[] = [];
  const isDecided = (): boolean => outcomes.length >= repeats || outcomes.some((outcome) => outcome !== 'pass');
  for (let index = 0; index < earlier.length && !isDecided();) {
    if (tupleKey(earlier[index]!.revisions) === key)
      outcomes.push(...earlier.splice(index, 1).map(({ outcome }) => outcome));
    else index++;
  }
  if (isDecided()) return outcomes;
  const onOutcome = (outcome: Outcome): void => void outcomes.push(outcome);
  await visit(revisions, { repeats: repeats - outcomes.length, onOutcome, attempts: 0, signal });
  return outcomes;
}
