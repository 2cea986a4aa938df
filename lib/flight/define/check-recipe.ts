import type { Recipe } from '../../../typings/recipe.ts';
import { planRecipe, testidOf } from './plan-step.ts';

/**
 * Checks the parts of a recipe that the compiler cannot check.
 *
 * @throws RangeError - see defineRecipe.
 */
export function checkRecipe(recipe: Recipe): void {
  const refuse = (why: string): never => {
    throw new RangeError(`recipe ${recipe.name}: ${why}`);
  };
  if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(recipe.name)) refuse('want a name of lower-case words joined by "-"');
  const hosts = new Set(recipe.hosts);
  const testids = new Set<string>();
  for (const [index, planned] of planRecipe(recipe).entries()) {
    const testid = testidOf(planned, index + 1);
    const unknown = planned.hosts.find((ident) => !hosts.has(ident));
    if (unknown !== undefined) refuse(`step ${testid} runs on host "${unknown}" (hosts: ${[...hosts].join(', ')})`);
    if (testids.has(testid))
      refuse(`two steps have the testid ${testid}: give one of them another testid, such as "=.2"`);
    const { onlyIf = null, opens = null } = planned.step ?? {};
    if (onlyIf !== null && !testids.has(onlyIf))
      refuse(`step ${testid} depends on ${onlyIf}, which is not an earlier step`);
    testids.add(testid);
    for (const ident of opens?.hosts ?? []) hosts.add(ident);
  }
}
