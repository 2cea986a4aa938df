/** Longest line that a page shows, in characters; the whole line is in the stash. */
const MAX_LINE = 2000;

// built from strings, because lint forbids control characters in a literal
const ESCAPES = new RegExp(
  [
    String.raw`(?:\u001b\[|\u009b)[0-?]*[ -/]*[@-~]`, // colours, cursor
    String.raw`\u001b\][^\u0007\u001b\n]{0,500}(?:\u0007|\u001b\\)`, // titles, links
    String.raw`\u001b[PX^_][^\u001b\n]{0,500}\u001b\\`, // device strings
    String.raw`\u001b[ -/]*[0-~]`,
  ].join('|'),
  'g',
);
const GARBAGE_RUN = new RegExp(String.raw`(?:[\u0000-\u0008\u000b-\u001f\u007f-\u009f\ufffd]|\p{Cs}){5,}`, 'gu');
const CONTROL = new RegExp(String.raw`[\u0000-\u0008\u000b-\u001f\u007f]`, 'g');
const HIGH_CONTROL = new RegExp(String.raw`[\u0080-\u009f]`, 'g');
const LONE_SURROGATE = /\p{Cs}/gu;
/** Characters that reverse the direction of the text or are invisible, and so could hide a part of it. */
const DECEPTIVE = /[\u{200b}\u{200e}\u{200f}\u{202a}-\u{202e}\u{2060}\u{2066}-\u{2069}\u{feff}]/gu;

/** Returns output as lines that are safe to show, without terminal sequences and control characters. */
export function toLines(output: string): readonly string[] {
  const lines = output.replaceAll(ESCAPES, '').split('\n');
  if (lines.at(-1) === '') lines.pop();
  return lines.map(clean);
}

/** Returns text as one line that is safe to show; a line end becomes a space. */
export const toLine = (text: string): string =>
  text
    .replaceAll(ESCAPES, '')
    .split('\n')
    .map(clean)
    .filter((line) => line !== '')
    .join(' ');

function clean(line: string): string {
  const seen = PLAIN.test(line) ? line : makeVisible(lastWritten(line));
  return seen.length <= MAX_LINE ? seen : `${seen.slice(0, MAX_LINE)} … ${seen.length - MAX_LINE} characters more`;
}

const PLAIN = /^[\t\n\x20-\x7e]*$/;

/** Makes invisible and misleading characters visible, except tabs and line ends. */
export function makeVisible(text: string): string {
  if (PLAIN.test(text)) return text;
  return text
    .replaceAll(GARBAGE_RUN, (run) => `[${run.length} unprintable]`)
    .replaceAll(CONTROL, (char) => String.fromCharCode(char === '\u007f' ? 0x2421 : 0x2400 + char.charCodeAt(0)))
    .replaceAll(HIGH_CONTROL, '\ufffd')
    .replaceAll(LONE_SURROGATE, '\ufffd')
    .replaceAll(DECEPTIVE, (char) => `[U+${(char.codePointAt(0) ?? 0).toString(16).toUpperCase()}]`);
}

/** Returns the visible part of a line after carriage returns (as in a progress bar) and backspaces. */
function lastWritten(line: string): string {
  const written = line.split('\r').findLast((part) => part !== '') ?? '';
  if (!written.includes('\b')) return written;
  const chars: string[] = [];
  for (const char of written) {
    if (char === '\b') chars.pop();
    else chars.push(char);
  }
  return chars.join('');
}
