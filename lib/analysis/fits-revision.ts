/**
 * Whether a recorded revision is the one asked for: it begins with it, or has it behind a `:` (`NUMBER:HASH`),
 * so a shortened revision fits.
 *
 * Source: runvar `built_revision_TREE`; the report's search for flights of the original.
 */
export const fitsRevision = (recorded: string, asked: string): boolean =>
  recorded.startsWith(asked) || recorded.includes(`:${asked}`);
