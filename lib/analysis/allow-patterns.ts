/** One line of an allow file, compiled. */
export interface AllowPattern {
  /** The text of the line with single blanks: `test-@@-win7-@@ guest-stop`. */
  readonly text: string;
  readonly regexp: RegExp;
}

/**
 * Reads allow files in the given order: lines `JOBPATTERN [TESTIDPATTERN]` and `#` comments. `!` before a pattern
 * removes the same pattern of an earlier line. `@@` matches any run of non-blanks, `@` any run of characters outside
 * the ASCII range from blank to slash.
 *
 * Source: the original's `allow.all` and `allow.BRANCH`.
 */
export function parseAllowPatterns(...files: readonly string[]): readonly AllowPattern[] {
  const patterns = new Map<string, AllowPattern>();
  for (const line of files.flatMap((file) => file.split('\n'))) {
    const text = line.replace(/#.*/, '').trim().replaceAll(/\s+/g, ' ');
    if (text === '') continue;
    if (text.startsWith('!')) patterns.delete(complete(text.slice(1).trim()));
    else patterns.set(complete(text), { text, regexp: compile(complete(text)) });
  }
  return [...patterns.values()];
}

/** Returns the first pattern that matches a job's test; null: none. */
export function findAllowPattern(patterns: readonly AllowPattern[], job: string, testid: string): AllowPattern | null {
  return patterns.find(({ regexp }) => regexp.test(`${job} ${testid}`)) ?? null;
}

const complete = (text: string): string => (text.includes(' ') ? text : `${text} @@`);

function compile(text: string): RegExp {
  const source = text.replaceAll(/@@|@|[^\w ]/g, (part) => {
    if (part === '@@') return '\\S*';
    return part === '@' ? '[^ -/]*' : `\\${part}`;
  });
  return new RegExp(`^${source}$`, 's');
}
