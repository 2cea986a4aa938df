import type { Candidate, Choice } from './candidates.ts';
import { allCombinations, evaluate, type ChooseInput } from './choose-hosts.ts';

/** The cheapest combination; of equal ones the first. null: no combination is possible. */
export function searchHosts(input: ChooseInput): Choice | null {
  let best: Choice | null = null;
  for (const chosen of allCombinations(input) as Iterable<Candidate[]>) {
    const found = evaluate(input, chosen);
    if (found !== null && (best === null || found.cost < best.cost)) best = found;
  }
  return best;
}
