import { readFile } from 'node:fs/promises';
import { isMap, isScalar, LineCounter, parseDocument, type Document, type ParsedNode } from 'yaml';
import { ConfigUnreadableError } from '../errors/config-errors.ts';
import { describeError } from '../errors/osstest-error.ts';
import type { ConfigOrigin, ConfigProblem } from '../../typings/config.ts';
import { valueAt, type ConfigLayer, type KeyPath } from './layer.ts';

/**
 * Reads a YAML file and records the position of each key. Invalid YAML is a problem and leaves the layer empty.
 *
 * @throws ConfigUnreadableError (`CONFIG_UNREADABLE`, blame operator) - no such file, or no permission to read it.
 */
export async function fileLayer(
  file: string,
): Promise<{ readonly layer: ConfigLayer; readonly problems: readonly ConfigProblem[] }> {
  const lines = new LineCounter();
  const document = parseDocument(await readText(file), { lineCounter: lines, prettyErrors: false });
  const originAt = (offset: number): ConfigOrigin => {
    const { line, col } = lines.linePos(offset);
    return { kind: 'file', file, line: Math.max(line, 1), column: Math.max(col, 1) };
  };
  const problems = document.errors.map(({ pos, message }): ConfigProblem => {
    const found = message.replaceAll(/\s+/g, ' ').trim();
    return { origin: originAt(pos[0]), key: '', found, accepted: 'YAML', hint: null };
  });
  const settings: unknown = problems.length === 0 ? (document.toJS() ?? {}) : {};
  const layer: ConfigLayer = {
    settings,
    locate: (path) => originAt(offsetOf(document, path)),
    has: (path) => valueAt(settings, path) !== undefined,
  };
  return { layer, problems };
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    throw new ConfigUnreadableError(file, describeError(cause), { cause });
  }
}

/** Returns the offset of a path's key (of its value, where it has no key), or of its nearest parent that is present. */
function offsetOf(document: Document.Parsed, path: KeyPath): number {
  for (let length = path.length; length > 0; length--) {
    const parent = document.getIn(path.slice(0, length - 1), true);
    const last = path[length - 1];
    const pair = isMap(parent) ? parent.items.find(({ key }) => isScalar(key) && key.value === last) : undefined;
    const node = (pair?.key ?? document.getIn(path.slice(0, length), true)) as ParsedNode | undefined;
    if (node?.range !== undefined && node.range !== null) return node.range[0];
  }
  return document.contents?.range[0] ?? 0;
}
