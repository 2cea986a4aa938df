/**
 * Returns whether a recorded revision starts with the requested one, which may be shortened. The recorded one may have
 * the form `NUMBER:HASH`.
 *
 * Source: runvar `built_revision_TREE`; the report's search for flights of the original.
 */
export const fitsRevision = (recorded: string, asked: string): boolean =>
  recorded.startsWith(asked) || recorded.includes(`:${asked}`);
