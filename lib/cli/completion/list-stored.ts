import { loadUncheckedConfig } from '../../config/load-config.ts';
import { listCompletions, type CompletionKind } from '../../record/list-completions.ts';
import { configOptionsOf } from '../flags/config-options.ts';
import type { ValueWish } from './find-completion.ts';

/**
 * Returns the names in the database of the configuration that complete a value.
 *
 * @param words - the words of the command line; `--config` and `--set` apply.
 * @throws the errors of loadUncheckedConfig and listCompletions.
 */
export async function listStored(
  kind: CompletionKind,
  { prefix, flight }: ValueWish,
  words: readonly string[],
): Promise<readonly string[]> {
  const named = kind === 'job' ? /^([1-9]\d{0,8})\./.exec(prefix)?.[1] : flight;
  const config = await loadUncheckedConfig(configOptionsOf(readConfigFlags(words.slice(0, -1))));
  return listCompletions(config, { kind, prefix, flight: named === undefined ? null : Number(named) });
}

/** Returns the values of `--config` and `--set`, which may be anywhere before `--`. */
function readConfigFlags(words: readonly string[]): { readonly config?: string; readonly set: readonly string[] } {
  const end = words.indexOf('--');
  const valuesOf = (flag: string): readonly string[] =>
    words.slice(0, end === -1 ? undefined : end).flatMap((word, index) => {
      if (word === flag) return words.slice(index + 1, index + 2);
      return word.startsWith(`${flag}=`) ? [word.slice(flag.length + 1)] : [];
    });
  const config = valuesOf('--config').at(-1);
  return { set: valuesOf('--set'), ...(config === undefined ? {} : { config }) };
}
