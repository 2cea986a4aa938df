/** Parts of a testid; see {@link buildTestid}. */
export interface TestidParts {
  /** Name of the script, such as `ts-guest-start`. */
  readonly script: string;
  /** Idents other than `host`, and arguments. */
  readonly words: readonly string[];
  readonly stepno: number;
}

/**
 * Builds a testid by the rules of the original of 2015.
 *
 * `=` at the start of the pattern is replaced by the script without `ts-` and `/WORD` for each word; `*` at the start by the
 * same with `(STEPNO)` added; `/@` anywhere by the `/WORD`s; `(*)` at the end by `(STEPNO)`.
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
