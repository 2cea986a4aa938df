import type { ConfigOrigin } from '../../typings/config.ts';

/** The path of a key, such as `hosts`, `rack1`, `address`. */
export type KeyPath = readonly (string | number)[];

/** One source of settings: the file, the environment, the flags. */
export interface ConfigLayer {
  readonly settings: unknown;
  /** Returns the origin of the value at a path; of its nearest parent, if the layer does not set the path. */
  locate(path: KeyPath): ConfigOrigin;
  has(path: KeyPath): boolean;
}

/** Returns the value at a path of plain data; undefined: none. */
export function valueAt(data: unknown, path: KeyPath): unknown {
  return path.reduce<unknown>((inner, key) => {
    if (typeof inner !== 'object' || inner === null || !Object.hasOwn(inner, key)) return undefined;
    return (inner as Record<string | number, unknown>)[key];
  }, data);
}

/** Sets a value in nested mappings, which it creates as needed. */
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

/** Returns `lower` with the settings of `upper` over it, key by key. Lists are replaced as a whole. */
export function mergeSettings(lower: unknown, upper: unknown): unknown {
  if (upper === undefined) return lower;
  if (!isMapping(lower) || !isMapping(upper)) return upper;
  const keys = new Set([...Object.keys(lower), ...Object.keys(upper)]);
  return Object.fromEntries([...keys].map((key) => [key, mergeSettings(lower[key], upper[key])]));
}

/** Returns a layer whose settings all have the same kind of origin. */
export const plainLayer = (settings: unknown, locate: (path: KeyPath) => ConfigOrigin): ConfigLayer => ({
  settings,
  locate,
  has: (path) => valueAt(settings, path) !== undefined,
});
