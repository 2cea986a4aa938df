import { loadConfig } from '../../config/load-config.ts';
import { listCompletions, type CompletionKind } from '../../record/list-completions.ts';
import { listBranches } from '../../gate/load-branch.ts';
import { listRecipes } from '../../flight/load/load-module.ts';
import type { CommandTree } from '../command-tree.ts';
import { readErrorEntries } from '../error-entry.ts';
import { splitLeadingFlags } from '../flags/global-flags.ts';
import { findCompletion } from './find-completion.ts';

const KINDS: Readonly<Record<string, CompletionKind>> = {
  FLIGHT: 'flight',
  'FLIGHT.JOB': 'job',
  JOB: 'job-name',
  HOST: 'host',
  BRANCH: 'branch',
};

/** Returns the candidates for the last of some words, one a line, with a description after a tab. */
export async function complete(tree: CommandTree, words: readonly string[]): Promise<string> {
  const current = words.at(-1) ?? '';
  const completion = await findCompletion(tree, words);
  if (completion.kind === 'words') {
    const fitting = completion.words.filter(([word]) => word.startsWith(current));
    return fitting.map(([word, what]) => (what === '' ? `${word}\n` : `${word}\t${what}\n`)).join('');
  }
  const kinds = completion.placeholder.split('|');
  const values = await Promise.all(kinds.map((kind) => listValues(kind, current, configFile(words))));
  const fitting = [...new Set(values.flat())].filter((value) => value.startsWith(current));
  return fitting.map((value) => `${value}\n`).join('');
}

async function listValues(placeholder: string, prefix: string, file: string | undefined): Promise<readonly string[]> {
  const kind = KINDS[placeholder];
  const stored = kind === undefined ? [] : await listCompletions(await loadConfig({ file }), kind, prefix);
  if (placeholder === 'RECIPE') return listRecipes();
  if (placeholder === 'CODE') return (await readErrorEntries()).map(({ code }) => code);
  return placeholder === 'BRANCH' ? [...stored, ...(await listBranches())] : stored;
}

/** Returns the value of a leading `--config`. */
function configFile(words: readonly string[]): string | undefined {
  const { flags } = splitLeadingFlags(words.slice(0, -1));
  const at = flags.indexOf('--config');
  return at === -1 ? undefined : flags[at + 1];
}
