/** Returns the smallest of some sorted numbers that a part (0 to 1) of them does not exceed; NaN: there are none. */
export const quantile = (sorted: readonly number[], part: number): number =>
  sorted[Math.max(0, Math.ceil(part * sorted.length) - 1)] ?? NaN;
