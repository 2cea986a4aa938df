/** A text is not a Tcl list; the message is Tcl's own. */
export class TclListError extends Error {
  override readonly name = 'TclListError';
}

const SPACE = /[ \t\n\v\f\r]/;
const ESCAPES: Readonly<Record<string, string>> = {
  a: '\u0007',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
};

interface Reader {
  readonly text: string;
  at: number;
}

/**
 * Splits a Tcl list into its elements: separated by white space, quoted with `"..."` or `{...}`, with backslash
 * escapes.
 *
 * @throws TclListError - the text is not a list; the message is Tcl's.
 */
export function parseTclList(text: string): string[] {
  const reader: Reader = { text, at: 0 };
  const elements: string[] = [];
  for (;;) {
    while (reader.at < text.length && SPACE.test(text[reader.at]!)) reader.at++;
    if (reader.at >= text.length) return elements;
    const first = text[reader.at];
    elements.push(first === '{' ? readBraced(reader) : first === '"' ? readQuoted(reader) : readBare(reader));
  }
}

function readBraced(reader: Reader): string {
  const beganAt = ++reader.at;
  for (let depth = 1; reader.at < reader.text.length; reader.at++) {
    const char = reader.text[reader.at];
    if (char === '\\') reader.at++;
    else if (char === '{') depth++;
    else if (char === '}' && --depth === 0) {
      const element = reader.text.slice(beganAt, reader.at++);
      expectSpace(reader, 'braces');
      return element;
    }
  }
  throw new TclListError('unmatched open brace in list');
}

function readQuoted(reader: Reader): string {
  reader.at++;
  let element = '';
  while (reader.at < reader.text.length) {
    const char = reader.text[reader.at]!;
    if (char === '"') {
      reader.at++;
      expectSpace(reader, 'quotes');
      return element;
    }
    element += char === '\\' ? readEscape(reader) : take(reader);
  }
  throw new TclListError('unmatched open quote in list');
}

function readBare(reader: Reader): string {
  let element = '';
  while (reader.at < reader.text.length && !SPACE.test(reader.text[reader.at]!)) {
    element += reader.text[reader.at] === '\\' ? readEscape(reader) : take(reader);
  }
  return element;
}

const take = (reader: Reader): string => reader.text[reader.at++]!;

function readEscape(reader: Reader): string {
  reader.at++;
  if (reader.at >= reader.text.length) return '\\';
  const rest = reader.text.slice(reader.at, reader.at + 5);
  const octal = /^[0-7]{1,3}/.exec(rest);
  if (octal !== null) return skip(reader, octal[0], Number.parseInt(octal[0], 8) & 0xff);
  const hex = /^x([0-9a-f]{1,2})|^u([0-9a-f]{1,4})/i.exec(rest);
  if (hex !== null) return skip(reader, hex[0], Number.parseInt(hex[1] ?? hex[2]!, 16));
  const newline = /^\n[ \t]*/.exec(reader.text.slice(reader.at));
  if (newline !== null) return skip(reader, newline[0], 0x20);
  const char = take(reader);
  return ESCAPES[char] ?? char;
}

function skip(reader: Reader, eaten: string, code: number): string {
  reader.at += eaten.length;
  return String.fromCharCode(code);
}

function expectSpace(reader: Reader, quoting: 'braces' | 'quotes'): void {
  if (reader.at >= reader.text.length || SPACE.test(reader.text[reader.at]!)) return;
  const found = /^[^ \t\n\v\f\r]{1,20}/.exec(reader.text.slice(reader.at))![0];
  throw new TclListError(`list element in ${quoting} followed by "${found}" instead of space`);
}

/** Returns an argument as the original's clients write it: quoted when it is empty or has an unusual character. */
export function quoteArgument(argument: string): string {
  if (/^[-+_.,/0-9a-z]+$/.test(argument)) return argument;
  return `"${argument.replaceAll(/["\\]/g, '\\$&')}"`;
}

/** Returns the line of a command for a daemon, without its LF. */
export const formatCommand = (command: string, args: readonly (string | number)[] = []): string =>
  [command, ...args.map((argument) => quoteArgument(String(argument)))].join(' ');
