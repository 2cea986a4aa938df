import { Ajv, type DefinedError } from 'ajv';
import { closest } from '../util/closest.ts';
import type { ConfigProblem } from '../../typings/config.ts';
import { describeAccepted, describeFound, type SchemaNode } from './describe-schema.ts';
import { valueAt, type ConfigLayer, type KeyPath } from './layer.ts';
import { configSchema } from './schema.ts';

const ajv = new Ajv({
  allErrors: true,
  allowUnionTypes: true,
  discriminator: true,
  strict: true,
  verbose: true,
  // The schema is compiled at every start of a command; these options halve the time. A test checks that it is valid.
  code: { optimize: false },
  meta: false,
  validateSchema: false,
});
const accepts = ajv.compile(configSchema);

/** Returns every problem of one layer, in the order of the file. */
export function layerProblems(layer: ConfigLayer): readonly ConfigProblem[] {
  if (accepts(layer.settings)) return [];
  const errors = (accepts.errors ?? []) as readonly unknown[] as readonly DefinedError[];
  return errors
    .filter(({ keyword, propertyName }) => propertyName === undefined || keyword === 'propertyNames')
    .map((error) => toProblem(layer, error))
    .filter((problem, index, all) => all.findIndex(({ key }) => key === problem.key) === index)
    .sort((a, b) => lineOf(a) - lineOf(b));
}

const lineOf = ({ origin }: ConfigProblem): number => (origin.kind === 'file' ? origin.line : 0);

function toProblem(layer: ConfigLayer, error: DefinedError): ConfigProblem {
  const parent = error.instancePath.split('/').slice(1).map(unescapePointer);
  const schema = error.parentSchema as SchemaNode;
  const place = (path: KeyPath, rest: Omit<ConfigProblem, 'origin' | 'key'>): ConfigProblem => {
    return { origin: layer.locate(path), key: path.join('.'), ...rest };
  };
  switch (error.keyword) {
    case 'additionalProperties': {
      const key = error.params.additionalProperty;
      const known = Object.keys(schema.properties ?? {});
      return place([...parent, key], { found: 'an unknown key', accepted: known.join(', '), hint: meant(key, known) });
    }
    case 'required': {
      const missing = schema.properties?.[error.params.missingProperty];
      const accepted = missing === undefined ? describeAccepted(schema) : describeAccepted(missing);
      return place([...parent, error.params.missingProperty], { found: 'nothing', accepted, hint: null });
    }
    case 'discriminator': {
      const path = [...parent, error.params.tag];
      const known = (schema.oneOf ?? []).map(({ properties }) => String(properties?.[error.params.tag]?.const));
      const found = valueAt(layer.settings, path);
      const hint = typeof found === 'string' ? meant(found, known) : null;
      return place(path, { found: describeFound(found), accepted: known.join(', '), hint });
    }
    case 'propertyNames': {
      const path = [...parent, error.params.propertyName];
      return place(path, { found: 'an invalid name', accepted: describeAccepted(schema), hint: null });
    }
    default: {
      const found = valueAt(layer.settings, parent);
      return place(parent, {
        found: describeFound(found),
        accepted: describeAccepted(schema),
        hint: quoteHint(found, schema),
      });
    }
  }
}

const unescapePointer = (part: string): string => part.replaceAll('~1', '/').replaceAll('~0', '~');

function meant(word: string, known: readonly string[]): string | null {
  const near = closest(word, known);
  return near === null ? null : `did you mean ${near}?`;
}

/** Returns advice about quotes; null: none. YAML reads 5 as a number and "5" as text. */
function quoteHint(found: unknown, schema: SchemaNode): string | null {
  const types = [schema.type ?? []].flat();
  const wantsText = types.includes('string');
  if (types.includes('integer') && typeof found === 'string' && /^\d+$/.test(found)) return 'write it without quotes';
  return wantsText && (typeof found === 'number' || typeof found === 'boolean')
    ? `write it in quotes: "${found}"`
    : null;
}
