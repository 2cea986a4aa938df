import { sha256 } from '../util/digest.ts';

/** Returns the name of the clone in the cache that contains all of one repository. */
export const treeCloneName = (url: string): string => `tree-${sha256(url).slice(0, 20)}`;
