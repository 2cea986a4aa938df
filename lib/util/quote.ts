const PLAIN = /^[A-Za-z0-9_\-+=:,./@%^]+$/;

/** Quotes a word for a POSIX shell, so that it arrives unchanged. Refuses NUL. */
export function quoteShellWord(word: string): string {
  if (word.includes('\0')) throw new RangeError('a shell word cannot hold a NUL character');
  if (PLAIN.test(word)) return word;
  return `'${word.replaceAll("'", `'\\''`)}'`;
}

/** Returns a command line for a POSIX shell in which each given word arrives as one argument. */
export const quoteShell = (words: readonly string[]): string => words.map(quoteShellWord).join(' ');
