import { relative, sep } from 'node:path';

/**
 * Returns the relative address of a file from a page in folder `from`; it starts with `./`, as a name may have a
 * colon.
 */
export const relativeHref = (from: string, to: string): string =>
  `./${relative(from, to).split(sep).map(encodeURIComponent).join('/')}`;
