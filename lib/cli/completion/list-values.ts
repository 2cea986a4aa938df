import type { CompletionKind } from '../../record/list-completions.ts';
import { readErrorEntries } from '../shared/error-entry.ts';
import type { ValueWish } from './find-completion.ts';
import { SHELLS } from './shell-scripts.ts';

const KINDS: Readonly<Record<string, CompletionKind>> = {
  FLIGHT: 'flight',
  'FLIGHT.JOB': 'job',
  JOB: 'job-name',
  HOST: 'host',
  BRANCH: 'branch',
};

/** Returns the values of a placeholder, as far as osstest can complete them. It loads only what it needs. */
export async function listValues(wish: ValueWish, words: readonly string[]): Promise<readonly string[]> {
  const { placeholder } = wish;
  if (placeholder === 'RECIPE') return (await import('../../flight/load/load-recipe.ts')).listRecipes();
  if (placeholder === 'CODE') return (await readErrorEntries()).map(({ code }) => code);
  if (placeholder === 'SHELL') return SHELLS;
  const kind = KINDS[placeholder];
  if (kind === undefined) return [];
  const { listStored } = await import('./list-stored.ts');
  if (kind !== 'branch') return listStored(kind, wish, words);
  const { listBranches } = await import('../../gate/branch/load-branch.ts');
  const lists = await Promise.allSettled([listStored(kind, wish, words), listBranches()]);
  return lists.flatMap((list) => (list.status === 'fulfilled' ? list.value : []));
}
