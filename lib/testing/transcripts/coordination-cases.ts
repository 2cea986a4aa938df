import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';

const folder = new URL('../data/coordination/', import.meta.url);

/** A file of recorded cases of coordination, as JSON (`.json`, or compressed as `.json.gz`). */
export function readCases<T>(name: string): T {
  const data = readFileSync(new URL(name, folder));
  return JSON.parse((name.endsWith('.gz') ? gunzipSync(data) : data).toString('utf8')) as T;
}

/** A recorded exchange with a daemon, line by line. */
export const readTranscript = (name: string): string[] =>
  readFileSync(new URL(`transcripts/${name}.txt`, folder), 'utf8').split('\n');
