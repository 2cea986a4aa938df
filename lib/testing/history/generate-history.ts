import type { Revisions } from '../../../typings/verdict.ts';
import { generateFlightRows } from './generate-flight-rows.ts';
import { planHistory, type BranchPlan, type HistoryOptions, type HistoryPlan, type TestTruth } from './history-plan.ts';
import type { HistoryRows } from './history-rows.ts';
import { createRandom, type Random } from '../../util/random.ts';

/** A flight of a generated history: its rows, and the truth about it. */
export interface GeneratedFlight {
  readonly flight: number;
  readonly branch: string;
  readonly rows: HistoryRows;
  /** The tested revision, and the revision that was published before. */
  readonly this: Revisions;
  readonly that: Revisions;
  /** Tests that the revision under test breaks, until a later revision fixes them. */
  readonly regressing: readonly TestTruth[];
}

interface BranchState {
  readonly plan: BranchPlan;
  revision: string;
  published: string;
  regressing: TestTruth[];
  /** The last flight with builds, which bisection flights use. */
  lastFlight: number | null;
}

/**
 * Generates a realistic history, flight by flight, the oldest first. It has branches whose revisions cause and fix
 * regressions, flaky and never passing tests, broken hosts, and bisection flights that use the builds of others.
 *
 * The same options give the same history.
 */
export function* generateHistory(given: HistoryOptions | HistoryPlan): Generator<GeneratedFlight> {
  const plan = 'options' in given ? given : planHistory(given);
  const { options } = plan;
  const random = createRandom(options.seed + 1);
  const states = plan.branches.map((branch) => newState(random, branch));
  const secondsApart = (options.days * 86_400) / options.flights;
  for (let index = 0; index < options.flights; index++) {
    const state = index === options.flights - 1 ? (states[0] ?? random.pick(states)) : random.pick(states);
    const isLast = index === options.flights - 1;
    const bisects = !isLast && state.lastFlight !== null && random.chance(0.05);
    if (!bisects) moveOn(random, plan, state);
    const flight = options.firstFlight + index;
    const rows = generateFlightRows(random, plan, {
      flight,
      startedAt: Math.floor(options.startedAt + index * secondsApart),
      branch: state.plan.branch,
      tree: state.plan.tree,
      revision: state.revision,
      truths: [...state.plan.truths, ...state.regressing, ...(isLast ? lateTruths(plan) : [])],
      buildsFrom: bisects ? state.lastFlight : null,
    });
    const { plan: own, revision, published, regressing } = state;
    yield {
      flight,
      branch: own.branch,
      rows,
      regressing: [...regressing],
      this: { [own.tree]: revision },
      that: { [own.tree]: published },
    };
    if (!bisects) state.lastFlight = flight;
    if (regressing.length === 0) state.published = revision;
  }
}

function newState(random: Random, plan: BranchPlan): BranchState {
  const revision = random.hex(40);
  return { plan, revision, published: revision, regressing: [], lastFlight: null };
}

/** Advances a branch: two of three flights test a new revision, which may fix or break tests. */
function moveOn(random: Random, plan: HistoryPlan, state: BranchState): void {
  if (!random.chance(2 / 3)) return;
  state.revision = random.hex(40);
  state.regressing = state.regressing.filter(() => !random.chance(0.4));
  if (!random.chance(0.12)) return;
  const { job, steps } = random.pick(plan.jobs);
  const { testid } = steps[Math.min(steps.length - 2, 3 + random.below(10))] ?? { testid: 'guest-start' };
  state.regressing.push({ job, testid, kind: 'regressing', probability: 1 });
}

/** Returns failures of the last flight only, so that a judgement has enough of them. */
function lateTruths({ jobs, options }: HistoryPlan): TestTruth[] {
  const tests = jobs.filter(({ job }) => job.startsWith('test-')).slice(0, options.lastFailures);
  return tests.map(({ job }) => ({ job, testid: 'guest-start', kind: 'regressing', probability: 1 }));
}
