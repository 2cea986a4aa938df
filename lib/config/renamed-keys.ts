import { formatConfigOrigin } from '../errors/config-errors.ts';
import type { ConfigOrigin } from '../../typings/config.ts';
import { mergeSettings, setAt, valueAt, type ConfigLayer, type KeyPath } from './layer.ts';

/** Keys that had another name before version 0.2, with their current name. Old names are accepted until version 1.0. */
const RENAMED_KEYS: readonly (readonly [string, string])[] = [
  ['lab.qemuBoxes', 'qemu.hosts'],
  ['lab.memoryMiB', 'qemu.memoryMiB'],
  ['lab.cpus', 'qemu.cpus'],
  ['lab.debianMirror', 'qemu.debianMirror'],
  ['lab', 'qemu'],
  ['boxes', 'hosts'],
];

/** Environment variables that had another name before version 0.2, with their current name. */
export const RENAMED_VARIABLES: Readonly<Record<string, string>> = {
  OSSTEST_QEMU_BOXES: 'OSSTEST_QEMU_HOSTS',
  OSSTEST_BOX_MEMORY_MIB: 'OSSTEST_HOST_MEMORY_MIB',
  OSSTEST_BOX_CPUS: 'OSSTEST_HOST_CPUS',
};

/** An old key that a layer sets. */
export interface RenamedKey {
  readonly origin: ConfigOrigin;
  /** Old name, such as `lab.cpus`. */
  readonly old: string;
  /** Current name, such as `qemu.cpus`. */
  readonly now: string;
}

/** Returns the warning about an old name. */
export const describeRenamedKey = ({ origin, old, now }: RenamedKey): string =>
  `warning: ${formatConfigOrigin(origin)}: ${old} is now ${now}; the old name is accepted until version 1.0`;

/** Returns the current name of a dotted key, or the key itself. */
export function currentKey(key: string): string {
  const found = RENAMED_KEYS.find(([old]) => key === old || key.startsWith(`${old}.`));
  return found === undefined ? key : `${found[1]}${key.slice(found[0].length)}`;
}

/** Returns the layer with current keys, and the old keys that it sets. If both are set, the current key wins. */
export function renameKeys(layer: ConfigLayer): {
  readonly layer: ConfigLayer;
  readonly renamed: readonly RenamedKey[];
} {
  if (!RENAMED_KEYS.some(([old]) => layer.has(old.split('.')))) return { layer, renamed: [] };
  const settings = structuredClone(layer.settings) as Record<string, unknown>;
  const renamed: RenamedKey[] = [];
  for (const [old, now] of RENAMED_KEYS) {
    const value = valueAt(settings, old.split('.'));
    if (value === undefined) continue;
    renamed.push({ origin: layer.locate(old.split('.')), old, now });
    removeAt(settings, old.split('.'));
    setAt(settings, now.split('.'), mergeSettings(value, valueAt(settings, now.split('.'))));
  }
  const oldPath = (path: KeyPath): KeyPath => (layer.has(path) ? path : oldPathOf(path));
  return {
    layer: {
      settings,
      locate: (path) => layer.locate(oldPath(path)),
      has: (path) => valueAt(settings, path) !== undefined,
    },
    renamed,
  };
}

/** Returns the path of a setting under its old name. */
function oldPathOf(path: KeyPath): KeyPath {
  const found = RENAMED_KEYS.find(([, now]) => now.split('.').every((part, index) => path[index] === part));
  return found === undefined ? path : [...found[0].split('.'), ...path.slice(found[1].split('.').length)];
}

/** Removes a key, and the mappings around it that become empty. */
function removeAt(data: Record<string, unknown>, path: readonly string[]): void {
  const [first = '', ...rest] = path;
  const inner = data[first];
  if (rest.length === 0 || typeof inner !== 'object' || inner === null) {
    delete data[first];
    return;
  }
  removeAt(inner as Record<string, unknown>, rest);
  if (Object.keys(inner).length === 0) delete data[first];
}
