import { configSchema } from './schema.ts';

/** The part of JSON Schema that the configuration's schema uses. */
export interface SchemaNode {
  readonly type?: string | readonly string[];
  readonly title?: string;
  readonly description?: string;
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly additionalProperties?: boolean | SchemaNode;
  readonly oneOf?: readonly SchemaNode[];
  readonly items?: SchemaNode;
  readonly const?: string;
  readonly minimum?: number;
  readonly maximum?: number;
}

/** Returns the part of the schema at the path of a key; null: no such key. */
export function schemaAt(path: readonly string[], root: SchemaNode = configSchema): SchemaNode | null {
  const [first, ...rest] = path;
  if (first === undefined) return root;
  const own = childOf(root, first);
  return own === null ? null : schemaAt(rest, own);
}

function childOf(node: SchemaNode, key: string): SchemaNode | null {
  for (const candidate of [node, ...(node.oneOf ?? [])]) {
    const properties = candidate.properties ?? {};
    if (Object.hasOwn(properties, key)) return properties[key] ?? null;
  }
  return typeof node.additionalProperties === 'object' ? node.additionalProperties : null;
}

/** Returns a description of the values that a schema accepts. */
export function describeAccepted(node: SchemaNode): string {
  if (node.title !== undefined) return node.title;
  if (node.const !== undefined) return node.const;
  const type = [node.type ?? []].flat().join(' or ');
  if (type === 'object') return `a mapping with ${Object.keys(node.properties ?? {}).join(', ')}`;
  if (type === 'string') return 'text';
  return [type, ...range(node)].join(' ');
}

function range({ minimum, maximum }: SchemaNode): readonly string[] {
  if (minimum !== undefined && maximum !== undefined) return [`from ${minimum} to ${maximum}`];
  if (minimum !== undefined) return [`of at least ${minimum}`];
  return maximum === undefined ? [] : [`of at most ${maximum}`];
}

/** Returns a short description of a value. */
export function describeFound(value: unknown): string {
  if (value === undefined || value === null) return 'nothing';
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (typeof value === 'object') return 'a mapping';
  const text = typeof value === 'string' ? JSON.stringify(value) : `the ${typeof value} ${JSON.stringify(value)}`;
  return text.length > 80 ? `${text.slice(0, 77)}...` : text;
}

/** Returns every key that can be set, dotted, in the order of the schema; NAME is the placeholder of a host's name. */
export function configKeys(node: SchemaNode = configSchema, prefix: readonly string[] = []): readonly string[] {
  const children = Object.entries(node.properties ?? {});
  const named = typeof node.additionalProperties === 'object' ? node.additionalProperties : undefined;
  if (named?.properties !== undefined) children.push(['NAME', named]);
  if (children.length === 0) return [prefix.join('.')];
  return children.flatMap(([key, child]) => configKeys(child, [...prefix, key]));
}
