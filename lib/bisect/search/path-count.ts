/**
 * A number of paths, as the original counts: exact below 2^64 (a bigint above 2^53), and a double beyond. Merges double
 * it, so that a few dozen of them go beyond, and the choice depends on how it is rounded.
 */
export type PathCount = number | bigint;

const EXACT_LIMIT = 2n ** 64n;

/** Whether it is exact. */
const isExact = (count: PathCount): boolean => typeof count === 'bigint' || Math.abs(count) <= Number.MAX_SAFE_INTEGER;

const toCount = (exact: bigint): PathCount =>
  exact <= Number.MAX_SAFE_INTEGER && exact >= Number.MIN_SAFE_INTEGER ? Number(exact) : exact;

export function addPaths(a: PathCount, b: PathCount): PathCount {
  const sum = Number(a) + Number(b);
  if (Math.abs(sum) <= Number.MAX_SAFE_INTEGER || !isExact(a) || !isExact(b)) return sum;
  const exact = BigInt(a) + BigInt(b);
  return exact < EXACT_LIMIT ? toCount(exact) : sum;
}

export function subtractPaths(a: PathCount, b: PathCount): PathCount {
  return isExact(a) && isExact(b) ? toCount(BigInt(a) - BigInt(b)) : Number(a) - Number(b);
}

/** Half of it, rounded down; of a large odd number it is a double. */
export function halvePaths(count: PathCount): PathCount {
  if (typeof count === 'bigint' && count % 2n === 0n) return toCount(count / 2n);
  return Math.floor(Number(count) / 2);
}

/** Whether the first is more than the second. */
export const isMorePaths = (a: PathCount, b: PathCount): boolean =>
  isExact(a) && isExact(b) ? a > b : Number(a) > Number(b);

/** With 15 digits where it is not exact. */
export function formatPaths(count: PathCount): string {
  if (isExact(count) || !Number.isFinite(Number(count))) return String(count).replace('Infinity', 'Inf');
  return Number(count)
    .toPrecision(15)
    .replace(/\.?0+(?=e)/, '');
}
