import { GOOD_END, badPoint, goodPoint, type Lattice, type Point } from '../lattice/point.ts';
import { prepareValuation, type ValueVisit } from './gain.ts';
import type { Posterior } from './posterior.ts';
import type { RatePrior } from './rate-prior.ts';
import type { Testability } from './testability.ts';

/** What a visit costs, in any unit. */
export interface Costs {
  /** Cost of the set-up of a visit. */
  readonly prepare: (point: Point) => number;
  /** Cost of what has to be built for a point; it is there for later visits as well. Default: nothing. */
  readonly build?: (point: Point) => number;
  /** Cost of one run of the test. */
  readonly run: number;
  /** How many times one visit may repeat the test. */
  readonly repeats: readonly number[];
}

/** Each test costs the same, and nothing else costs anything. */
export const TESTS_ONLY: Costs = { prepare: () => 0, run: 1, repeats: [1] };

/** A visit of a point: the test is repeated there until it fails, at most so many times. */
export interface Visit {
  readonly point: Point;
  readonly repeats: number;
  /** Expected information, in nats, and expected cost. */
  readonly gain: number;
  readonly cost: number;
}

export interface ChoiceContext {
  readonly prior: RatePrior;
  readonly costs: Costs;
  readonly testability: Testability;
  /** Points whose tests are running: each is visited by one at a time unless nothing else is worth it. */
  readonly avoid?: ReadonlySet<string> | undefined;
}

/** Chooses the visit with the most information per cost; null: no testable point gives information. */
export function chooseVisit(lattice: Lattice, posterior: Posterior, context: ChoiceContext): Visit | null {
  const { prior, costs, testability } = context;
  const valuation = prepareValuation(lattice, posterior, { prior, repeats: costs.repeats });
  let best: (Visit & { readonly score: number }) | null = null;
  const cheapest = costs.run * 1e-9;
  const buildShare = costs.build === undefined ? 0 : shareOfBuilds(lattice, valuation.get(Math.min(...costs.repeats))!);
  for (const [repeats, valueOf] of valuation) {
    for (const point of candidates(lattice)) {
      const { gain, passes } = valueOf(point);
      const runs = expectedRuns(repeats, passes);
      // The cost of getting ready is asked for only where the visit could win without it.
      if (best !== null && gain <= best.score * Math.max(cheapest, runs * costs.run)) continue;
      const chance = testability.probability(point);
      if (chance === 0 || gain < 1e-12) continue;
      const own = costs.prepare(point) + runs * costs.run;
      const build = costs.build?.(point) ?? 0;
      const cost = own + build;
      const score = (gain * chance) / (own + buildShare * build);
      if (best === null || score > best.score) best = { point: [...point], repeats, gain, cost, score };
    }
  }
  if (best === null) return null;
  const { point, repeats, gain, cost } = best;
  return { point, repeats, gain, cost };
}

/**
 * How much of a build counts for one visit. If the best test gives a tenth of a bit, its point will be visited about ten times
 * before it is decided.
 */
function shareOfBuilds(lattice: Lattice, valueOf: ValueVisit): number {
  let best = 0;
  for (const point of candidates(lattice)) best = Math.max(best, valueOf(point).gain);
  return Math.min(1, best / Math.LN2);
}

/** Runs of a visit that stops at the first failure, as if each failed with the same probability. */
function expectedRuns(repeats: number, allPass: number): number {
  if (repeats === 1) return 1;
  const pass = allPass ** (1 / repeats);
  return pass > 0.999999 ? repeats : (1 - allPass) / (1 - pass);
}

/**
 * Lists the points that are considered: all on a line through a corner, where each other tree is at one of its ends, and
 * those where all trees are about equally far. A line through a corner needs builds of just one tree. The list reuses its array.
 */
function* candidates(lattice: Lattice): Generator<Point> {
  for (let tree = 0; tree < lattice.length; tree++) {
    for (const corner of corners(lattice, tree)) {
      const point = [...corner];
      for (let node = GOOD_END; node < lattice[tree]!.commits.length; node++) {
        point[tree] = node;
        yield point;
      }
    }
  }
  if (lattice.length > 1) yield* diagonal(lattice);
}

function corners(lattice: Lattice, except: number): readonly Point[] {
  const others = lattice.length - 1;
  const [good, bad] = [goodPoint(lattice), badPoint(lattice)];
  return Array.from({ length: 2 ** others }, (_, pattern) =>
    good.map((end, tree) => {
      const bit = tree < except ? tree : tree - 1;
      return tree !== except && (pattern >> bit) & 1 ? bad[tree]! : end;
    }),
  );
}

function* diagonal(lattice: Lattice): Generator<Point> {
  const longest = Math.max(...lattice.map(({ commits }) => commits.length));
  for (let place = 1; place < longest; place++) {
    yield lattice.map(({ commits }) => Math.floor((place / longest) * (commits.length + 1)) - 1);
  }
}
