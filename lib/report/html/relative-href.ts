import { relative, sep } from 'node:path';

/** A relative address of a file, from a page in folder `from`; `./` before it, because a name may have a colon. */
export const relativeHref = (from: string, to: string): string =>
  `./${relative(from, to).split(sep).map(encodeURIComponent).join('/')}`;
