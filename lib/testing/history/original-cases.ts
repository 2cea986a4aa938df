import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import type { Db } from '../../db/db.ts';
import type { JudgeRequest } from '../../history/judge-request.ts';
import { freshDatabase } from '../database/fresh-database.ts';
import { loadDump } from '../database/load-dump.ts';

/** A flight that the original judged, with the result. */
export interface JudgedCase {
  readonly flight: number;
  readonly request: JudgeRequest;
  readonly text: string;
  readonly machineReadable: string;
}

const pathOf = (name: string): string => fileURLToPath(new URL(`../data/history/${name}`, import.meta.url));

const TABLES = ['flights', 'flights_harness_touched', 'hostflags', 'jobs', 'runvars', 'steps'];

/** Creates a database with a history of the original: one branch, 80 flights. */
export async function originalHistory(): Promise<Db> {
  const db = await freshDatabase();
  await loadDump(db, pathOf('history.sql.gz'), TABLES);
  return db;
}

interface Reports {
  readonly allow: string;
  readonly trailer: string;
  readonly cases: readonly {
    readonly flight: number;
    readonly now: number;
    readonly this: string;
    readonly that: string;
    readonly text: string;
    readonly machineReadable: string;
  }[];
}

/** Returns the judgements of the original of 2015 on flights of {@link originalHistory}, with its configuration. */
export function originalReports(): {
  readonly allowFile: string;
  readonly trailer: string;
  readonly cases: readonly JudgedCase[];
} {
  const { allow, trailer, cases } = JSON.parse(
    gunzipSync(readFileSync(pathOf('reports.json.gz'))).toString(),
  ) as Reports;
  return { allowFile: allow, trailer, cases: cases.map(toCase) };
}

const toCase = ({ flight, now, text, machineReadable, ...versions }: Reports['cases'][number]): JudgedCase => ({
  flight,
  request: {
    flight,
    this: { xen: versions.this },
    that: { xen: versions.that },
    maxFlight: flight,
    judgedAt: new Date(now * 1000),
  },
  text,
  machineReadable,
});

/** Returns calls of the original's `sg-check-tested` on all of {@link originalHistory}, with the answers. */
export const testedCases = (): readonly { readonly args: readonly string[]; readonly answer: string }[] =>
  readFileSync(pathOf('tested.tsv'), 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => line.split('\t'))
    .map(([args = '', , answer = '']) => ({ args: args.split(' '), answer }));
