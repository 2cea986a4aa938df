/** What a testid is built from; see {@link buildTestid}. */
export interface TestidParts {
  /** Name of the script, such as `ts-guest-start`. */
  readonly script: string;
  /** The words that count: idents other than `host`, and arguments. */
  readonly words: readonly string[];
  readonly stepno: number;
}

/**
 * Builds a testid as the original of 2015 does.
 *
 * `=` at the pattern's start stands for the script without `ts-` and `/WORD` for each word; `*` for the same with
 * `(STEPNO)` behind it; `/@` anywhere for the `/WORD`s; `(*)` at the end for `(STEPNO)`.
 *
 * @example
 * buildTestid('=.2', { script: 'ts-guest-localmigrate', words: ['x10'], stepno: 9 }); // guest-localmigrate/x10.2
 */
export function buildTestid(pattern: string, { script, words, stepno }: TestidParts): string {
  const counted = words.map((word) => `/${word}`).join('');
  const full = `${script.replace(/^ts-/, '')}${counted}`;
  let testid = pattern;
  if (pattern.startsWith('=')) testid = full + pattern.slice(1);
  if (pattern.startsWith('*')) testid = `${full}(${stepno})${pattern.slice(1)}`;
  return testid.replace('/@', counted).replace(/\(\*\)$/, `(${stepno})`);
}
