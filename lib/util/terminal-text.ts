/* oxlint-disable no-control-regex -- control characters are what this file is about */
import { StringDecoder } from 'node:string_decoder';

/** Replaces a cursor movement: a line break, but none where the line is empty. */
export const SOFT_BREAK = '\r';

const PLAIN = /^[^\x00-\x08\x0b-\x1f\x7f]*$/;
/** Cursor to a place, or the screen cleared: what follows belongs to another line. */
const MOVE = /\x1b\[[0-?]*[ -/]*[HJf]/g;
const SEQUENCE = /(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]|\x1b(?:\][^\x07\x1b]*(?:\x07|\x1b\\)|[ -/]*[0-Z\\^-~])/g;
const UNFINISHED = /(?:\x1b(?:\[[0-?]*[ -/]*|\][^\x07\x1b]{0,200}\x1b?|[ -/]*)?|\r+)$/;
const LONGEST_HELD = 256;
const OTHER = /[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]/g;

/** Returns text without terminal sequences, such as those for colours. Other control characters stay. */
export const stripSequences = (text: string): string => text.replaceAll(SEQUENCE, '');

/**
 * Converts console output to text: without escape sequences and control characters, lines ending with `\n`.
 * A lone carriage return and a cursor movement become {@link SOFT_BREAK}. Chunks may be cut anywhere.
 */
export function createTerminalText(): (chunk: Uint8Array) => string {
  const decoder = new StringDecoder('utf8');
  let carry = '';
  return (chunk) => {
    const text = carry + decoder.write(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength));
    carry = '';
    if (PLAIN.test(text)) return text;
    const held = UNFINISHED.exec(text)?.[0] ?? '';
    const unfinished = held.length > LONGEST_HELD ? '' : held; // noise, not a sequence
    carry = unfinished;
    return text
      .slice(0, text.length - unfinished.length)
      .replaceAll(MOVE, SOFT_BREAK)
      .replaceAll(SEQUENCE, '')
      .replaceAll(/\r+\n/g, '\n')
      .replaceAll(/\r+/g, SOFT_BREAK)
      .replaceAll(OTHER, '');
  };
}
