import { readFileSync } from 'node:fs';

/** The version of this osstest. Source: package.json */
export const harnessVersion: string = (
  JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as { version: string }
).version;

/** Returns whether version `a`, such as `0.2.10`, is older than `b`. A suffix after `-` is ignored. */
export function isOlder(a: string, b: string): boolean {
  const [left, right] = [partsOf(a), partsOf(b)];
  for (let index = 0; index < Math.max(left.length, right.length); index += 1) {
    const difference = (left[index] ?? 0) - (right[index] ?? 0);
    if (difference !== 0) return difference < 0;
  }
  return false;
}

const partsOf = (version: string): number[] => (version.split('-')[0] ?? '').split('.').map(Number);
