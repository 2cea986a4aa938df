import type { Plan } from '../plan/plan-types.ts';
import { searchPlan } from '../plan/search-plan.ts';
import { costOf, planDuration, type CostCoefficients } from './allocation-cost.ts';
import { planRequest, type Candidate, type Choice, type IdentCandidates } from './candidates.ts';

export interface ChooseInput {
  readonly idents: readonly IdentCandidates[];
  readonly plan: Plan;
  readonly recipe: string;
  readonly cost: CostCoefficients;
}

/**
 * Whether a combination is possible at all, ident by ident: different hosts, of one class where that is wanted.
 *
 * @param ident - Place of the ident that `next` is for; default: the one behind those that have one.
 */
export function fits(
  { idents }: ChooseInput,
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

/** When a combination is free, and what it costs; null: never. */
export function evaluate(input: ChooseInput, chosen: readonly Candidate[]): Choice | null {
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

/** All combinations, in the order in which they are tried: for comparison; it is exponential. */
export function* allCombinations(input: ChooseInput, chosen: readonly Candidate[] = []): Generator<Candidate[]> {
  const ident = input.idents[chosen.length];
  if (ident === undefined) {
    yield [...chosen];
    return;
  }
  for (const candidate of ident.candidates) {
    if (fits(input, chosen, candidate)) yield* allCombinations(input, [...chosen, candidate]);
  }
}
