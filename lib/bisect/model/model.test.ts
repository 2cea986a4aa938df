import { fc, testProp } from '@fast-check/ava';
import test from 'ava';
import { markAncestors } from '../lattice/mark-ancestors.ts';
import { badPoint, GOOD_END, type Lattice, type Point } from '../lattice/point.ts';
import { createCandidateRange, type CandidateRange } from '../lattice/candidate-range.ts';
import { createRandom, type Random } from '../../util/random.ts';
import { TESTS_ONLY } from './choose-visit.ts';
import { decide, type Decision } from './decide.ts';
import { addObservation, NO_EVIDENCE, type TestEvidence } from './evidence.ts';
import { entropy, prepareValuation } from './gain.ts';
import { computePosterior } from './posterior.ts';
import { createRatePrior } from './rate-prior.ts';
import { recordOutcome, type Outcome } from './record-outcome.ts';
import { classicSettings, searchSettings, type SearchSettings } from './search-settings.ts';
import { startSearch, type SearchState } from './search-state.ts';

const prior = createRatePrior();
const settings = searchSettings({ prior });
const seeds = fc.integer({ min: 0, max: 2 ** 31 });

/** A history with side branches that fork before the range, and merges; every commit is in the last one. */
function randomRange(random: Random, name: string, count: number): CandidateRange {
  const parents: number[][] = [];
  const heads = new Set<number>();
  for (let node = 0; node < count; node++) {
    const open = [...heads];
    const own = node === count - 1 ? open : random.chance(0.2) ? [] : open.length === 0 ? [] : [random.pick(open)];
    if (node < count - 1 && open.length > 1 && random.chance(0.3)) own.push(random.pick(open));
    parents.push([...new Set(own)]);
    for (const parent of own) if (node === count - 1 || random.chance(0.8)) heads.delete(parent);
    heads.add(node);
  }
  return createCandidateRange(
    name,
    parents.map((own, node) => ({ revision: `${name}${node}`, parents: own.map((parent) => `${name}${parent}`) })),
  );
}

const linearRange = (name: string, count: number): CandidateRange =>
  createCandidateRange(
    name,
    Array.from({ length: count }, (_, node) => ({
      revision: `${node}`,
      parents: node === 0 ? ['x'] : [`${node - 1}`],
    })),
  );

const randomLattice = (random: Random): Lattice =>
  Array.from({ length: 1 + random.below(3) }, (_, tree) => randomRange(random, `t${tree}-`, 1 + random.below(9)));

const randomPoint = (lattice: Lattice, random: Random): Point =>
  lattice.map(({ commits }) => random.below(commits.length + 1) - 1);

function randomEvidence(lattice: Lattice, random: Random): TestEvidence {
  let evidence = NO_EVIDENCE;
  for (let count = random.below(8); count > 0; count--) {
    const added = { point: randomPoint(lattice, random), failures: random.below(4), passes: random.below(4) };
    evidence = addObservation(evidence, added);
  }
  return evidence;
}

const has = (lattice: Lattice, point: Point, tree: number, commit: number): boolean =>
  markAncestors(lattice[tree]!, point[tree]!)[commit] === 1;

/** A hypothesis with all its pairs of rates: their weights, and which points have the culprit. */
interface Hypothesis {
  readonly weight: number;
  readonly pairs: readonly { readonly weight: number; readonly good: number; readonly bad: number }[];
  readonly isBad: (point: Point) => boolean;
}

const PAIRS = [...prior.bad.rates].flatMap((bad, row) =>
  [...prior.good.rates].map((good, column) => ({
    weight: prior.pairs[row * prior.good.rates.length + column]!,
    good,
    bad,
  })),
);
const SAME = [...prior.same.rates].map((rate, index) => ({ weight: prior.sameWeights[index]!, good: rate, bad: rate }));

/** The last one is "no change". */
function hypotheses(lattice: Lattice): readonly Hypothesis[] {
  const all = lattice.flatMap(({ commits }, tree) => commits.map((_, commit) => ({ tree, commit })));
  const weight = (1 - settings.noChange) / all.length;
  return [
    ...all.map(({ tree, commit }) => ({
      weight,
      pairs: PAIRS,
      isBad: (point: Point) => has(lattice, point, tree, commit),
    })),
    { weight: settings.noChange, pairs: SAME, isBad: () => false },
  ];
}

/** Joint weight of a hypothesis and each of its pairs with the evidence. */
function jointWeights({ observations }: TestEvidence, { weight, pairs, isBad }: Hypothesis): readonly number[] {
  const sides = observations.map(({ point, failures, passes }) => ({ isBad: isBad(point), failures, passes }));
  return pairs.map(({ weight: own, good, bad }) =>
    sides.reduce((product, side) => {
      const rate = side.isBad ? bad : good;
      return product * rate ** side.failures * (1 - rate) ** side.passes;
    }, weight * own),
  );
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

testProp('the posterior equals brute force over all culprits and rates', [seeds], (t, seed) => {
  const random = createRandom(seed);
  const lattice = randomLattice(random);
  const evidence = randomEvidence(lattice, random);
  const weights = hypotheses(lattice).map((each) => sum(jointWeights(evidence, each)));
  const posterior = computePosterior(lattice, evidence, settings);
  const computed = [...posterior.probabilities.flatMap((own) => [...own]), posterior.noChange];
  computed.forEach((probability, index) => t.true(Math.abs(probability - weights[index]! / sum(weights)) < 1e-9));
});

testProp(
  'the expected information of a visit equals brute force',
  [seeds, fc.constantFrom(1, 3)],
  (t, seed, repeats) => {
    const random = createRandom(seed);
    const lattice = randomLattice(random);
    const evidence = randomEvidence(lattice, random);
    const point = randomPoint(lattice, random);
    let [total, passes, known] = [0, 0, 0];
    for (const each of hypotheses(lattice)) {
      const weights = jointWeights(evidence, each);
      const isBad = each.isBad(point);
      const allPass = each.pairs.map(({ good, bad }) => (1 - (isBad ? bad : good)) ** repeats);
      const mass = sum(weights);
      const pass = sum(weights.map((weight, index) => weight * allPass[index]!));
      total += mass;
      passes += pass;
      known += 0.8 * mass * entropy(mass === 0 ? 0 : pass / mass);
      known += 0.2 * sum(weights.map((weight, index) => weight * entropy(allPass[index]!)));
    }
    const posterior = computePosterior(lattice, evidence, settings);
    const value = prepareValuation(lattice, posterior, { prior, repeats: [repeats] }).get(repeats)!(point);
    t.true(Math.abs(value.passes - passes / total) < 1e-9);
    t.true(Math.abs(value.gain - (entropy(passes / total) - known / total)) < 1e-9);
  },
);

testProp('an outcome that a culprit predicts better than the others do never lowers it', [seeds], (t, seed) => {
  const random = createRandom(seed);
  const lattice = randomLattice(random);
  const evidence = randomEvidence(lattice, random);
  const before = computePosterior(lattice, evidence, settings);
  const point = randomPoint(lattice, random);
  const { passes } = prepareValuation(lattice, before, { prior, repeats: [1] }).get(1)!(point);
  const failed = computePosterior(lattice, addObservation(evidence, { point, failures: 1, passes: 0 }), settings);
  const passed = computePosterior(lattice, addObservation(evidence, { point, failures: 0, passes: 1 }), settings);
  lattice.forEach(({ commits }, tree) =>
    commits.forEach((_, commit) => {
      const [old, afterFailure, afterPass] = [before, failed, passed].map(
        ({ probabilities }) => probabilities[tree]![commit]!,
      ) as [number, number, number];
      const predicted = 1 - (afterPass / old) * passes; // its own probability of a failure
      t.true(predicted >= 1 - passes ? afterFailure >= old - 1e-12 : afterPass >= old - 1e-12);
      t.true(Math.abs(afterFailure * (1 - passes) + afterPass * passes - old) < 1e-9, 'what is expected is what was');
    }),
  );
});

interface Simulated {
  readonly lattice: Lattice;
  readonly culprit: { readonly tree: number; readonly commit: number } | null;
  readonly rates: { readonly good: number; readonly bad: number };
  readonly settings: SearchSettings;
  readonly cannotTest?: (point: Point) => boolean;
  readonly random: Random;
}

/** Searches with simulated tests; gives the last decision and all points that were tested. */
function simulate({ lattice, culprit, rates, settings: own, cannotTest, random }: Simulated) {
  let state: SearchState = startSearch();
  const path: string[] = [];
  for (;;) {
    const decision: Decision = decide(lattice, state, { settings: own, costs: TESTS_ONLY });
    if (decision.kind === 'end') return { ...decision, path };
    if (decision.kind === 'wait') throw new Error('waits for nothing');
    const { point } = decision.visit;
    const isBad = culprit !== null && has(lattice, point, culprit.tree, culprit.commit);
    const outcome: Outcome =
      cannotTest?.(point) === true
        ? 'untestable'
        : random.chance(isBad ? rates.bad : rates.good)
          ? 'same-failure'
          : 'pass';
    path.push(`${point.join(',')} ${outcome}`);
    state = recordOutcome(decision.state, { point, outcome }, { lattice, settings: own });
  }
}

testProp(
  'a search ends for every outcome of the tests, and the same seed gives the same choices',
  [seeds, fc.constantFrom(0, 0.3, 1), fc.constantFrom(0, 0.4, 1), fc.constantFrom(null, 0.05)],
  (t, seed, good, bad, alpha) => {
    const go = () => {
      const random = createRandom(seed);
      const lattice = randomLattice(random);
      const blocked = new Set([random.below(9), random.below(9)]);
      const own = searchSettings({ prior, alpha, maxTests: 60, seed });
      const rates = { good, bad };
      const culprit = { tree: 0, commit: random.below(lattice[0]!.commits.length) };
      return simulate({ lattice, culprit, rates, settings: own, random, cannotTest: ([node]) => blocked.has(node!) });
    };
    const [one, two] = [go(), go()];
    t.true(one.path.length <= 60 + 40);
    t.deepEqual(one.path, two.path);
    t.deepEqual(one.conclusion, two.conclusion);
  },
  { numRuns: 40 },
);

test('a culprit that fails always is found among 128 commits in about 13 tests', (t) => {
  const lattice = [linearRange('x', 128)];
  const counts = [3, 64, 100, 127].map((commit) => {
    const random = createRandom(commit);
    const culprit = { tree: 0, commit };
    const { conclusion, path } = simulate({ lattice, culprit, rates: { good: 0, bad: 1 }, settings, random });
    t.like(conclusion, { tier: 'found', culprits: [{ tree: 0, commit }] });
    return path.length;
  });
  t.true(Math.max(...counts) <= 16, counts.join());
});

test('plain bisection takes the logarithm, and believes each test', (t) => {
  const lattice = [linearRange('x', 128)];
  const culprit = { tree: 0, commit: 77 };
  const own = classicSettings();
  const random = createRandom(1);
  const { conclusion, path } = simulate({ lattice, culprit, rates: { good: 0, bad: 1 }, settings: own, random });
  t.like(conclusion, { tier: 'found', culprits: [{ commit: 77 }] });
  t.is(path.length, 7);
});

test('commits that no test can tell apart are reported together, and the culprit is among them', (t) => {
  const lattice = [linearRange('x', 60)];
  for (const commit of [29, 30, 33, 35]) {
    const random = createRandom(commit);
    const cannotTest = ([node]: Point): boolean => node! >= 30 && node! < 35;
    const culprit = { tree: 0, commit };
    const { conclusion } = simulate({ lattice, culprit, rates: { good: 0, bad: 1 }, settings, random, cannotTest });
    t.is(conclusion.tier, 'found');
    const found = conclusion.culprits.map((each) => each.commit).toSorted((a, b) => a - b);
    t.deepEqual(found, commit === 29 ? [29] : [30, 31, 32, 33, 34, 35]);
  }
});

test('a range without a culprit: no change, whether the test fails always, often or never', (t) => {
  const lattice = [linearRange('x', 64)];
  for (const rate of [0, 0.3, 0.6, 1]) {
    const random = createRandom(5);
    const rates = { good: rate, bad: rate };
    t.is(simulate({ lattice, culprit: null, rates, settings, random }).conclusion.tier, 'no-change', `rate ${rate}`);
  }
});

test('a certificate is sought where it is asked for: pairs at the edge of the culprit, on two trees', (t) => {
  const random = createRandom(3);
  const lattice = [randomRange(random, 'a', 30), linearRange('b', 50)];
  const own = searchSettings({ prior, alpha: 0.05 });
  const culprit = { tree: 1, commit: 20 };
  const { conclusion, state, path } = simulate({ lattice, culprit, rates: { good: 0, bad: 1 }, settings: own, random });
  t.like(conclusion, { tier: 'certified', culprits: [{ tree: 1, commit: 20 }] });
  t.true(state.certificate!.blocks >= 3);
  t.true(path.length <= 25, `${path.length} tests`);
});

test('old results at both ends are free evidence: fewer tests are needed', (t) => {
  const lattice = [linearRange('x', 128)];
  const known = addObservation(addObservation(NO_EVIDENCE, { point: [GOOD_END], failures: 0, passes: 100 }), {
    point: badPoint(lattice),
    failures: 20,
    passes: 0,
  });
  const one = decide(lattice, startSearch(known), { settings, costs: TESTS_ONLY });
  t.is(one.kind, 'visit');
  t.true(one.posterior.noChange < 0.001);
});
