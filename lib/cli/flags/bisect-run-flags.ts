import { basename } from 'node:path';
import { UsageError } from '../../errors/usage-error.ts';
import type { SearchedTree } from '../../bisect/run/run-options.ts';

/** A tree of the command line. */
export interface TreeFlag {
  readonly name: string;
  readonly path: string;
  readonly good: string | null;
  readonly bad: string | null;
}

/** Reads `NAME=PATH` or `NAME=PATH=GOOD..BAD`. @throws UsageError (`USAGE`, blame operator) */
export function parseTree(text: string): TreeFlag {
  const [, name, path, good = '', bad = ''] =
    /^([^=]+)=(.+?)(?:=((?:(?!\.\.)[^=])*)\.\.((?:(?!\.\.)[^=])*))?$/s.exec(text) ?? [];
  if (name === undefined || path === undefined) {
    throw new UsageError(
      `--tree ${text}: write NAME=PATH or NAME=PATH=GOOD..BAD, such as linux=/src/linux=v6.1..master`,
    );
  }
  return { name, path, good: good === '' ? null : good, bad: bad === '' ? null : bad };
}

/** Reads a number above 0.5 and below 1, a percentage, or `certified`. @throws UsageError (`USAGE`, blame operator) */
export function parseConfidence(text: string): number | 'certified' {
  const value = /^\d{1,2}(?:\.\d+)?%$/.test(text) ? Number(text.slice(0, -1)) / 100 : Number(text);
  if (text === 'certified') return text;
  if (value > 0.5 && value < 1) return value;
  throw new UsageError(`--confidence ${text}: write a number above 0.5 and below 1, such as 0.99, or "certified"`);
}

/** Reads a count from 1 to 9999, or `auto`. @throws UsageError (`USAGE`, blame operator) */
export function parseRepeats(text: string): number | 'auto' {
  if (text === 'auto') return text;
  if (/^[1-9]\d{0,3}$/.test(text)) return Number(text);
  throw new UsageError(`--repeats ${text}: write a count from 1 to 9999, or "auto"`);
}

/** Reads a regular expression. @throws UsageError (`USAGE`, blame operator) */
export function parsePattern(text: string): RegExp {
  try {
    return new RegExp(text, 'm');
  } catch (cause) {
    throw new UsageError(`--failure ${text}: is not a regular expression`, { cause });
  }
}

/** Returns the trees of the flags; without any, the repository of the current folder. @throws UsageError (`USAGE`, blame operator) */
export function treesOf(
  { tree = [], good, bad }: { readonly tree?: readonly TreeFlag[]; readonly good?: string; readonly bad?: string },
  repository: string,
): readonly SearchedTree[] {
  const [first, ...others] =
    tree.length > 0 ? tree : [{ name: basename(repository), path: repository, good: null, bad: null }];
  if (first === undefined) return [];
  if ((good !== undefined && first.good !== null) || (bad !== undefined && first.bad !== null)) {
    throw new UsageError(`--tree ${first.name}: has ends of its own; --good and --bad are for a tree without them`);
  }
  const trees = [{ ...first, good: good ?? first.good, bad: bad ?? first.bad }, ...others];
  const words = trees.map(({ name }) => name.toUpperCase().replaceAll(/[^A-Z0-9]/g, '_'));
  const twice = words.find((word, index) => words.indexOf(word) !== index);
  if (twice !== undefined) throw new UsageError(`--tree: two trees would both be OSSTEST_TREE_${twice}`);
  const half = others.find((each) => each.good === null && each.bad !== null);
  if (half !== undefined) throw new UsageError(`--tree ${half.name}: only the first tree may lack its good end`);
  return trees;
}
