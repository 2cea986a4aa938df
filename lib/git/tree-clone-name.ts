import { sha256 } from '../util/digest.ts';

/** The name of the clone in the cache that has all of one repository. */
export const treeCloneName = (url: string): string => `tree-${sha256(url).slice(0, 20)}`;
