import process from 'node:process';
import { fileURLToPath } from 'node:url';

const OSSTEST = fileURLToPath(new URL('../../../bin/osstest.js', import.meta.url));

/** Runs `osstest` with these arguments in a process of its own. */
export const osstestCommand = (...words: readonly string[]): [string, ...string[]] => [
  process.execPath,
  OSSTEST,
  ...words,
];
