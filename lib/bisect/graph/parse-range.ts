import { UsageError } from '../../errors/usage-error.ts';
import type { TreeRange } from './tree-graph.ts';

/**
 * Reads `URL#OLD-NEW`.
 *
 * @throws UsageError (`USAGE`, blame operator) - it is not of that form.
 */
export function parseRange(text: string): TreeRange {
  const [, url = '', basis = '', latest = ''] = /^(.+)#([^#-]+)-([^#-]+)$/.exec(text) ?? [];
  if (url === '') throw new UsageError(`${text}: is not URL#OLD-NEW`);
  return { url, basis, latest };
}
