import { makeVisible } from './visible-text.ts';

const SAFE = Symbol('safe html');

/** Markup that a page may include without escaping. */
export interface Html {
  readonly [SAFE]: string;
}

export type HtmlValue = Html | string | number | null | readonly Html[];

/**
 * Returns markup with values: every value is escaped unless it is markup; null becomes empty. The indentation of the
 * source is removed. (The name is not `html`: prettier would reformat the template, and spaces count in a `pre`.)
 */
export function fragment(template: TemplateStringsArray, ...values: readonly HtmlValue[]): Html {
  const parts = withoutIndentation(template);
  let text = parts[0] ?? '';
  for (const [index, value] of values.entries()) text += toMarkup(value) + (parts[index + 1] ?? '');
  return raw(text);
}

const flattened = new WeakMap<TemplateStringsArray, readonly string[]>();

function withoutIndentation(template: TemplateStringsArray): readonly string[] {
  const known = flattened.get(template);
  if (known !== undefined) return known;
  const parts = template.map((part) => part.replaceAll(/\n\s*/g, '\n'));
  flattened.set(template, parts);
  return parts;
}

/** Returns text as markup without escaping. Only for text of this project. */
export const raw = (text: string): Html => ({ [SAFE]: text });

/** Returns the text of the markup. */
export const markup = (value: Html): string => value[SAFE];

/** Joins pieces of markup. */
export const join = (pieces: readonly Html[], between = ''): Html => raw(pieces.map(markup).join(between));

function toMarkup(value: HtmlValue): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(value);
  if (typeof value === 'string') return escapeHtml(value);
  return isHtml(value) ? value[SAFE] : value.map(markup).join('');
}

const isHtml = (value: Html | readonly Html[]): value is Html => SAFE in value;

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Escapes text for elements and for attribute values in quotes. */
const escapeHtml = (text: string): string => makeVisible(text).replaceAll(/[&<>"']/g, (char) => ENTITIES[char] ?? char);
