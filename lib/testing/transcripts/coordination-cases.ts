import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';

const folder = new URL('../data/coordination/', import.meta.url);

/** Reads a JSON file of recorded cases of coordination (`.json`, or compressed as `.json.gz`). */
export function readCases<T>(name: string): T {
  const data = readFileSync(new URL(name, folder));
  return JSON.parse((name.endsWith('.gz') ? gunzipSync(data) : data).toString('utf8')) as T;
}

/** Reads the lines of a recorded exchange with a daemon. */
export const readTranscript = (name: string): string[] =>
  readFileSync(new URL(`transcripts/${name}.txt`, folder), 'utf8').split('\n');
