import test from 'ava';
import { readdirSync, readFileSync } from 'node:fs';
import type { Db } from '../db/db.ts';
import { pgp } from '../db/pg-promise.ts';
import { freshDatabase } from '../testing/database/fresh-database.ts';
import { generateHistory } from '../testing/history/generate-history.ts';
import { loadHistory } from '../testing/history/load-history.ts';
import type { HistoryRows } from '../testing/history/history-rows.ts';

let db: Db;
test.before(async () => {
  db = await freshDatabase();
  await loadHistory(db, generatedRows());
  await db.any('analyze');
});
test.after.always(async () => {
  await db.close();
});

function* generatedRows(): Generator<HistoryRows> {
  for (const { rows } of generateHistory({ seed: 3, flights: 1000, jobs: 12, days: 365 })) yield rows;
}

const TEST = { job: 'test-amd64-amd64-xl', testid: 'guest-start' };
const SCOPE = { branches: ['xen-unstable'], blessings: ['real'], maxFlight: 2_000_000 };
const PARAMS = {
  ...SCOPE,
  ...TEST,
  jobs: [TEST.job],
  testids: [TEST.testid],
  flights: [10_900, 10_950],
  flight: 10_950,
  branch: 'xen-unstable',
  blessing: 'real',
  excluded: [],
  unlimited: false,
  thatFlight: null,
  tree: 'xen',
  this: 'abc',
  that: 'def',
  thisTrees: ['xen'],
  thisRevisions: ['abc'],
  thatTrees: ['xen'],
  thatRevisions: ['def'],
  since: 1_400_000_000,
  host: 'host3',
  hosts: ['host3'],
  newest: 30,
  maxRows: 100,
  trees: ['xen'],
  revisions: ['abc'],
  urlTrees: [],
  urls: [],
  passedJob: null,
  printTree: null,
  beforeFlight: 2_000_000,
};

const folder = new URL('../db/sql/history/', import.meta.url);

for (const file of readdirSync(folder)) {
  test(`${file} scans no large table sequentially when there are 1000 flights`, async (t) => {
    const text = readFileSync(new URL(file, folder), 'utf8');
    const rows = await db.any<{ 'QUERY PLAN': string }>(`explain ${pgp.as.format(text, PARAMS)}`);
    const plan = rows.map((row) => row['QUERY PLAN']).join('\n');
    t.notRegex(plan, /Seq Scan on (steps|runvars|jobs)/, plan);
  });
}
