import { markAncestors } from '../../bisect/lattice/mark-ancestors.ts';
import { badPoint, goodPoint, pointKey, type Lattice, type Point } from '../../bisect/lattice/point.ts';
import { TESTS_ONLY, type Costs } from '../../bisect/model/choose-visit.ts';
import type { Conclusion } from '../../bisect/model/conclusion.ts';
import { decide, type Decision, type RunningVisit } from '../../bisect/model/decide.ts';
import { addObservation, NO_EVIDENCE, type TestEvidence } from '../../bisect/model/evidence.ts';
import type { Posterior } from '../../bisect/model/posterior.ts';
import { recordOutcome } from '../../bisect/model/record-outcome.ts';
import type { SearchSettings } from '../../bisect/model/search-settings.ts';
import { startSearch, type SearchState } from '../../bisect/model/search-state.ts';
import type { Random } from '../../util/random.ts';

/** The bug that a simulation plants. */
export interface PlantedBug {
  /** The culprit; null: there is none, and tests fail with probability `q`. */
  readonly culprit: { readonly tree: number; readonly commit: number } | null;
  /** The probability that a test fails with the bug. */
  readonly p: number;
  /** The probability that a test fails without the bug. */
  readonly q: number;
}

export interface SimulatedSearchOptions {
  readonly lattice: Lattice;
  readonly bug: PlantedBug;
  readonly settings: SearchSettings;
  readonly random: Random;
  /** The older results at the good and the bad end. */
  readonly history?: { readonly good: number; readonly bad: number };
  /** The older results in the range, in place of `history`. */
  readonly evidence?: TestEvidence;
  /** Returns the cost of a visit, given the existing builds. */
  readonly costs?: (built: BuiltCommits) => Costs;
  readonly jobs?: number;
  /** The commits of the first tree that cannot be tested. */
  readonly untestable?: ReadonlySet<number>;
  readonly onDecision?: (posterior: Posterior) => void;
  readonly onVisit?: (point: Point) => void;
}

/** The existing builds of each tree. */
export type BuiltCommits = readonly ReadonlySet<number>[];

export interface SimulatedSearch {
  readonly conclusion: Conclusion;
  /** Whether the conclusion names the culprit, or correctly reports that there is none. */
  readonly isRight: boolean;
  /** Whether it names a commit that is not the culprit. */
  readonly isWrong: boolean;
  readonly tests: number;
  readonly visits: number;
  readonly rounds: number;
  readonly builds: number;
  readonly cost: number;
  readonly untestableVisits: number;
}

/** Runs a search with simulated tests to its end; with several jobs, in rounds of that many visits. */
export function simulateSearch(options: SimulatedSearchOptions): SimulatedSearch {
  const { lattice, bug, settings, random, jobs = 1, untestable } = options;
  const built = lattice.map(({ commits }) => new Set([-1, commits.length - 1]));
  const counts = { tests: 0, visits: 0, rounds: 0, builds: 0, cost: 0, untestableVisits: 0 };
  const rateOf = failureRates(lattice, bug);
  let state: SearchState = startSearch(options.evidence ?? pastResults(options, rateOf));
  for (;;) {
    const costs = options.costs?.(built) ?? TESTS_ONLY;
    const round: RunningVisit[] = [];
    let decision: Decision | null = null;
    while (round.length < jobs && decision?.kind !== 'wait') {
      decision = decide(lattice, state, { settings, costs, running: round });
      state = decision.state;
      if (round.length === 0) options.onDecision?.(decision.posterior);
      if (decision.kind === 'end') return { ...counts, ...judge(decision.conclusion, bug) };
      if (decision.kind === 'visit') round.push(decision.visit);
    }
    counts.rounds++;
    for (const { point, repeats } of round) {
      counts.visits++;
      options.onVisit?.(point);
      counts.cost += costs.prepare(point) + (costs.build?.(point) ?? 0);
      point.forEach((node, tree) => {
        if (!built[tree]!.has(node)) counts.builds++;
        built[tree]!.add(node);
      });
      if (untestable?.has(point[0]!) === true) {
        counts.untestableVisits++;
        state = recordOutcome(state, { point, outcome: 'untestable' }, { lattice, settings });
        continue;
      }
      for (let count = 0; count < repeats; count++) {
        const hasFailed = random.chance(rateOf(point));
        counts.tests++;
        counts.cost += costs.run;
        state = recordOutcome(state, { point, outcome: hasFailed ? 'same-failure' : 'pass' }, { lattice, settings });
        if (hasFailed) break;
      }
    }
  }
}

/** Returns a function that gives the failure rate of each point. It caches rates, because few points are tested often. */
function failureRates(lattice: Lattice, { culprit, p, q }: PlantedBug): (point: Point) => number {
  const known = new Map<string, number>();
  const bad = 1 - (1 - p) * (1 - q);
  return (point) => {
    if (culprit === null) return q;
    const key = pointKey(point);
    const isBad = known.get(key) ?? markAncestors(lattice[culprit.tree]!, point[culprit.tree]!)[culprit.commit] ?? 0;
    known.set(key, isBad);
    return isBad === 1 ? bad : q;
  };
}

function pastResults(
  { lattice, history, random }: SimulatedSearchOptions,
  rateOf: (point: Point) => number,
): TestEvidence {
  const add = (evidence: TestEvidence, point: Point, count: number): TestEvidence => {
    if (count === 0) return evidence;
    const failures = Array.from({ length: count }).filter(() => random.chance(rateOf(point))).length;
    return addObservation(evidence, { point, failures, passes: count - failures });
  };
  return add(add(NO_EVIDENCE, goodPoint(lattice), history?.good ?? 0), badPoint(lattice), history?.bad ?? 0);
}

function judge(
  conclusion: Conclusion,
  { culprit }: PlantedBug,
): Pick<SimulatedSearch, 'conclusion' | 'isRight' | 'isWrong'> {
  const { tier, culprits } = conclusion;
  const names = tier === 'found' || tier === 'certified' || tier === 'suspect';
  const hasCulprit = culprits.some(({ tree, commit }) => tree === culprit?.tree && commit === culprit.commit);
  return {
    conclusion,
    isRight: culprit === null ? tier === 'no-change' : names && hasCulprit,
    isWrong: names && !hasCulprit,
  };
}
