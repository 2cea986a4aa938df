import { startTimer } from '../../util/timer.ts';
import type { Lattice } from '../lattice/point.ts';
import type { Conclusion } from '../model/conclusion.ts';
import { computePosterior } from '../model/posterior.ts';
import { classicSettings, searchSettings, type SearchSettings } from '../model/search-settings.ts';
import type { SearchState } from '../model/search-state.ts';
import type { LikelyCommit } from './bisection-event.ts';
import { openBench, type TestBench } from './test-bench.ts';
import { describeProgress } from './progress.ts';
import { readRange } from './read-range.ts';
import { indexPoints, replay } from './replay.ts';
import { resolveEnds, type TreeEnds } from './resolve-ends.ts';
import type { RunBisectionOptions } from './run-options.ts';
import type { BisectionRecord, SearchedCommits } from './bisection-record.ts';
import { searchLoop } from './search-loop.ts';
import { summarise, type EndCounts } from './summarise.ts';
import { walkBack } from './walk-back.ts';

/**
 * Finds the commit that makes a command fail, in any repositories of this machine. It works in clones of its own.
 *
 * @throws UsageError (`USAGE`), BisectRunError (`BISECT_UNUSABLE`), RepositoryError (`REPOSITORY_UNUSABLE`),
 *   ShallowHistoryError (`HISTORY_SHALLOW`) - a tree or the command cannot be used.
 */
export async function runBisection(options: RunBisectionOptions): Promise<BisectionRecord> {
  const beganAt = performance.now();
  const ends: TreeEnds[] = [];
  for (const [index, tree] of options.trees.entries()) {
    ends.push(await resolveEnds(tree, index === 0, options.signal));
  }
  const budget = new AbortController();
  const stopTimer = options.budgetMs === null ? () => undefined : startTimer(options.budgetMs, () => budget.abort());
  const signal = AbortSignal.any([budget.signal, ...(options.signal === undefined ? [] : [options.signal])]);
  const why = (): 'budget' | 'stopped' | null =>
    options.signal?.aborted === true ? 'stopped' : budget.signal.aborted ? 'budget' : null;
  await using bench = await openBench(options, ends, signal);
  const finish = (result: Finished): BisectionRecord => {
    const counts = { tests: bench.tests(), builds: bench.builds(), wallSeconds: (performance.now() - beganAt) / 1000 };
    const { tier, culprits, probability } = result;
    const event = { kind: 'conclusion', tier, culprits, probability, ...counts, summary: summarise(result) } as const;
    options.onEvent(event);
    return { conclusion: event, trees: result.trees ?? [], tests: bench.entries(), ends: result.ends };
  };
  try {
    const goodEnds = await findGoodEnds(ends, { options, bench, signal });
    if (!Array.isArray(goodEnds)) return finish(goodEnds);
    return finish(await search({ ends, goodEnds, options, bench, signal, why }));
  } catch (error) {
    const reason = why();
    if (reason === null || !signal.aborted) throw error;
    return finish({ tier: reason, culprits: [], probability: 0, ends: NO_COUNTS, remaining: 0 });
  } finally {
    stopTimer();
  }
}

type Finished = Parameters<typeof summarise>[0] & { readonly trees?: readonly SearchedCommits[] };

const NO_COUNTS = { good: { failures: 0, tests: 0 }, bad: { failures: 0, tests: 0 } };

interface Context {
  readonly options: RunBisectionOptions;
  readonly bench: TestBench;
  readonly signal: AbortSignal;
}

/** The good end of each tree, which the first one may lack; or the message if it has none. */
async function findGoodEnds(
  ends: readonly TreeEnds[],
  { options, bench, signal }: Context,
): Promise<string[] | Finished> {
  const [first] = ends;
  if (first === undefined || first.good !== null) return ends.map(({ good, bad }) => good ?? bad);
  const others = ends.slice(1).map(({ bad }) => bad);
  const result = await walkBack({
    repository: first.path,
    bad: first.bad,
    classic: options.classic,
    signal,
    test: (revision, repeats) => bench.test([revision, ...others], repeats, signal),
  });
  if (result.good !== null) {
    options.onEvent({ kind: 'note', text: `${first.name}: ${result.good.slice(0, 12)} passes: it is the good end` });
    return [result.good, ...ends.slice(1).map(({ good, bad }) => good ?? bad)];
  }
  const { tests, failures, reason } = result;
  const counts = { good: { failures: 0, tests: 0 }, bad: { failures, tests } };
  if (reason === 'always-fails') counts.good = { failures, tests };
  return { tier: 'no-change', culprits: [], probability: 0.99, ends: counts, remaining: 0 };
}

interface SearchContext extends Context {
  readonly ends: readonly TreeEnds[];
  readonly goodEnds: readonly string[];
  readonly why: () => 'budget' | 'stopped' | null;
}

async function search({ ends, goodEnds, options, bench, signal, why }: SearchContext): Promise<Finished> {
  const lattice = await Promise.all(ends.map((tree, index) => readRange({ ...tree, good: goodEnds[index]! }, signal)));
  const settings = settingsOf(options);
  const revisionsOf = (point: readonly number[]): string[] =>
    point.map((node, tree) => (node < 0 ? goodEnds[tree]! : lattice[tree]!.commits[node]!));
  const known = replay(bench.entries(), { lattice, settings, findPoint: indexPoints(lattice, goodEnds) });
  const ranges = ends.map(({ name, bad }, index) => ({
    tree: name,
    good: goodEnds[index]!,
    bad,
    commits: lattice[index]!.commits.length,
  }));
  options.onEvent({ kind: 'started', ranges, folder: options.folder, resumedTests: known.tests });
  let { attempts } = known;
  let remaining = 0;
  const { conclusion, state } = await searchLoop({
    lattice,
    settings,
    jobs: options.jobs,
    state: known,
    signal,
    endNow: why,
    costs: () => bench.costs(revisionsOf),
    visit: ({ point, repeats }, onOutcome, ended) =>
      bench.visit(revisionsOf(point), { repeats, onOutcome, attempts, signal: ended }),
    onProgress: (now, posterior, running) => {
      attempts = now.attempts;
      const counts = { tests: now.tests, builds: bench.builds(), running };
      const progress = describeProgress(lattice, posterior, { settings, ...counts });
      remaining = progress.forecast.tests.value;
      options.onEvent(progress);
    },
  });
  const posterior = computePosterior(lattice, state.evidence, settings);
  const trees = ends.map(({ name, path, bad }, index) => ({
    name,
    path,
    good: goodEnds[index]!,
    bad,
    commits: lattice[index]!.commits,
    probabilities: [...posterior.probabilities[index]!],
  }));
  return { ...describeEnd(lattice, { conclusion, state, remaining }), trees };
}

const settingsOf = ({ classic, certified, confidence, seed }: RunBisectionOptions): SearchSettings =>
  classic ? classicSettings({ seed }) : searchSettings({ seed, confidence, alpha: certified ? 0.05 : null });

function describeEnd(
  lattice: Lattice,
  {
    conclusion,
    state,
    remaining,
  }: { readonly conclusion: Conclusion; readonly state: SearchState; readonly remaining: number },
): Finished {
  const culprits: LikelyCommit[] = conclusion.culprits.map(({ tree, commit, probability }) => ({
    tree: lattice[tree]!.name,
    revision: lattice[tree]!.commits[commit]!,
    probability,
  }));
  const countAt = (node: (tree: number) => number): EndCounts => {
    const found = state.evidence.observations.find(({ point }) => point.every((each, tree) => each === node(tree)));
    return { failures: found?.failures ?? 0, tests: (found?.failures ?? 0) + (found?.passes ?? 0) };
  };
  const ends = { good: countAt(() => -1), bad: countAt((tree) => lattice[tree]!.commits.length - 1) };
  return { tier: conclusion.tier, probability: conclusion.probability, culprits, ends, remaining };
}
