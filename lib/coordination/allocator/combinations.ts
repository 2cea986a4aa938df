import type { Plan } from '../plan/plan-types.ts';
import { searchPlan } from '../plan/search-plan.ts';
import { costOf, planDuration, type CostCoefficients } from './allocation-cost.ts';
import { planRequest, type Candidate, type Choice, type IdentCandidates } from './candidates.ts';

/** What the search for hosts works on. */
export interface HostSearchInput {
  readonly idents: readonly IdentCandidates[];
  readonly plan: Plan;
  readonly recipe: string;
  readonly cost: CostCoefficients;
}

/**
 * Returns whether a candidate can join the chosen ones: another host than they, of their class where that is requested.
 *
 * @param ident - Index of the ident that `next` is for. Default: the first ident without a host.
 */
export function isCompatible(
  { idents }: HostSearchInput,
  chosen: readonly Candidate[],
  next: Candidate,
  ident: number = chosen.length,
): boolean {
  const wanted = idents[ident]!.equivWanted;
  for (let index = 0; index < chosen.length; index++) {
    const other = chosen[index]!;
    if (other.host === next.host) return false;
    if (wanted !== null && idents[index]!.equivWanted === wanted && other.equivClass !== next.equivClass) return false;
  }
  return true;
}

/** Returns when a combination is free and what it costs; null: it is never free. */
export function evaluateCombination(input: HostSearchInput, chosen: readonly Candidate[]): Choice | null {
  const histories = chosen.map(({ history }) => history);
  const durationSeconds = planDuration(histories, input.cost);
  const requests = chosen.map((candidate, index) => planRequest(input.idents[index]!.ident, candidate));
  const found = searchPlan(input.plan, requests, durationSeconds);
  if (found === null) return null;
  const hosts = chosen.map((candidate, index) => ({ ident: input.idents[index]!.ident, candidate }));
  return {
    hosts,
    ...found,
    durationSeconds,
    cost: costOf({ recipe: input.recipe, ...found, hosts: histories }, input.cost),
  };
}

/** Generates all combinations, in order of preference. Their number is exponential: only tests compare with it. */
export function* allCombinations(input: HostSearchInput, chosen: readonly Candidate[] = []): Generator<Candidate[]> {
  const ident = input.idents[chosen.length];
  if (ident === undefined) {
    yield [...chosen];
    return;
  }
  for (const candidate of ident.candidates) {
    if (isCompatible(input, chosen, candidate)) yield* allCombinations(input, [...chosen, candidate]);
  }
}
