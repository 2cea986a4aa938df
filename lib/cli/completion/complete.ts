import type { CommandTree } from '../shared/command-tree.ts';
import { readCommandWords } from './command-words.ts';
import { findCompletion, type ValueWish } from './find-completion.ts';
import { listValues } from './list-values.ts';

/**
 * Returns the candidates for the last of some words, one a line, with a description after a tab. Returns an empty text on
 * any error: a message would land in the middle of the line that the user types.
 */
export async function complete(tree: CommandTree, words: readonly string[]): Promise<string> {
  try {
    const candidates = await listCandidates(tree, words);
    return candidates.map(([word, what]) => (what === '' ? `${word}\n` : `${word}\t${what}\n`)).join('');
  } catch {
    return '';
  }
}

type Candidate = readonly [word: string, what: string];

async function listCandidates(tree: CommandTree, words: readonly string[]): Promise<readonly Candidate[]> {
  const current = words.at(-1) ?? '';
  const completion = findCompletion(tree, await readCommandWords(), words);
  if (completion.kind === 'words') return completion.words.filter(([word]) => word.startsWith(current));
  const values = await listAlternatives(completion, words);
  return values.map((value) => [`${completion.lead}${value}`, '']);
}

/** Returns the values of every kind that the placeholder names, such as `FLIGHT.JOB|RECIPE`, without repetition. */
async function listAlternatives(wish: ValueWish, words: readonly string[]): Promise<readonly string[]> {
  const lists = wish.placeholder.split('|').map((placeholder) => listValues({ ...wish, placeholder }, words));
  const values = (await Promise.allSettled(lists)).flatMap((list) => (list.status === 'fulfilled' ? list.value : []));
  return [...new Set(values)].filter((value) => value.startsWith(wish.prefix) && isSafe(value));
}

/** Returns whether a shell reads a name as one plain word. Shells insert candidates into the line as they are. */
const isSafe = (value: string): boolean => /^[\w][\w.:+@%/=,-]*$/.test(value);
