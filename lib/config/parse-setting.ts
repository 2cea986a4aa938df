import { schemaAt } from './describe-schema.ts';
import { currentKey } from './renamed-keys.ts';

/**
 * Converts the text of an environment variable or a `--set` flag to its key's type: a number, true or false (also 1 or
 * 0), `null` where null is accepted, else text. Text that does not fit is returned unchanged; the schema rejects it.
 */
export function parseSetting(key: string, text: string): unknown {
  const types = [schemaAt(currentKey(key).split('.'))?.type ?? []].flat();
  if (types.includes('integer') && /^-?\d+$/.test(text)) return Number(text);
  if (types.includes('number') && /^-?\d+(\.\d+)?$/.test(text)) return Number(text);
  if (types.includes('boolean') && /^(true|false|1|0)$/.test(text)) return text === 'true' || text === '1';
  if (types.includes('null') && text === 'null') return null;
  return text;
}
