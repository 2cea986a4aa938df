import type { ConfigOrigin } from '../../typings/config.ts';

export type KeyPath = readonly (string | number)[];

/** One source of settings: the file, the environment, the flags. */
export interface ConfigLayer {
  readonly settings: unknown;
  /** Where the value at a path stands; a path that is not there is placed at its nearest parent. null: not set here. */
  locate(path: KeyPath): ConfigOrigin;
  has(path: KeyPath): boolean;
}

/** The value at a path of plain data; undefined: nothing there. */
export function valueAt(data: unknown, path: KeyPath): unknown {
  return path.reduce<unknown>((inner, key) => {
    if (typeof inner !== 'object' || inner === null || !Object.hasOwn(inner, key)) return undefined;
    return (inner as Record<string | number, unknown>)[key];
  }, data);
}

/** Puts a value into nested mappings, which it makes as needed. */
export function setAt(data: Record<string, unknown>, path: readonly string[], value: unknown): void {
  const [first, ...rest] = path;
  if (first === undefined) return;
  if (rest.length === 0) {
    data[first] = value;
    return;
  }
  const inner = isMapping(data[first]) ? data[first] : {};
  data[first] = inner;
  setAt(inner, rest, value);
}

const isMapping = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The later one wins, key by key; lists are replaced whole. */
export function mergeSettings(lower: unknown, upper: unknown): unknown {
  if (upper === undefined) return lower;
  if (!isMapping(lower) || !isMapping(upper)) return upper;
  const keys = new Set([...Object.keys(lower), ...Object.keys(upper)]);
  return Object.fromEntries([...keys].map((key) => [key, mergeSettings(lower[key], upper[key])]));
}

/** A layer whose settings all come from one place. */
export const plainLayer = (settings: unknown, locate: (path: KeyPath) => ConfigOrigin): ConfigLayer => ({
  settings,
  locate,
  has: (path) => valueAt(settings, path) !== undefined,
});
