import type { Benchmark, BenchmarkRow } from '../../typings/benchmark.ts';
import { parseAllowPatterns } from '../analysis/allow-patterns.ts';
import { judgeFlight } from '../analysis/judge-flight.ts';
import type { Db } from '../db/db.ts';
import { formatClassicReport } from '../report/judgement/classic-report.ts';
import { flightText } from '../report/text/flight-text.ts';
import { renderHostHistory } from '../report/history/history-host-page.ts';
import { renderJobHistory } from '../report/history/history-job-page.ts';
import { readFlightRecord } from '../record/flights/read-flight-record.ts';
import { freshDatabase } from '../testing/database/fresh-database.ts';
import type { GeneratedFlight } from '../testing/history/generate-history.ts';
import { planHistory } from '../testing/history/history-plan.ts';
import { loadGenerated } from '../testing/history/load-history.ts';
import { medianTime } from '../testing/machine/time-work.ts';
import { collectEvidence } from './collect-evidence.ts';
import { findTested } from './find-tested.ts';
import { listHostUses } from './host-history.ts';
import { readJobChanges } from './job-changes.ts';
import { listJobRuns, summarizeJobs } from './job-history.ts';

const SETTINGS = { logsUrl: '', hostname: '', logsDir: '', imagesDir: '', trailer: '', infoHeaders: true };
const LINKS = { logsUrl: '', resultsUrl: '' };

/** Asks the same questions of a small and a large history, to show how each figure grows. */
export const benchmarks: readonly Benchmark[] = [
  { name: 'history of 1000 flights', run: (report) => measure(1000, 'judge <= 700 ms', report) },
  { name: 'history of 20000 flights', run: (report) => measure(20_000, 'judge <= 2000 ms', report) },
];

/** The figures of the smaller history, by name. */
const smaller = new Map<string, number>();

async function measure(flights: number, judgeLimit: string, report: (row: BenchmarkRow) => void): Promise<void> {
  const plan = planHistory({ seed: 7, flights, lastFailures: 25 });
  await using db = await freshDatabase();
  const loadedAt = performance.now();
  const last = await loadGenerated(db, plan);
  report({ name: `${flights}: generated and loaded`, value: (performance.now() - loadedAt) / 1000, unit: 's' });
  const job = 'test-amd64-amd64-xl';
  const measured: readonly (readonly [string, string, () => Promise<unknown>])[] = [
    ['judge and report the newest flight', judgeLimit, () => judge(db, last)],
    ["a job's page", '<= 100 ms', () => jobPage(db, job)],
    ["a host's page", '<= 100 ms', async () => renderHostHistory('host3', await listHostUses(db, 'host3'), LINKS)],
    [
      'summary of 100 jobs',
      '<= 300 ms',
      () =>
        summarizeJobs(
          db,
          plan.jobs.map((one) => one.job),
        ),
    ],
    [
      'flight show',
      '<= 200 ms',
      async () => flightText(await readFlightRecord(db, { flight: last.flight, stashDir: '/nonexistent' })),
    ],
    ['a revision without a test', '', () => findTested(db, { branches: [last.branch], revisions: { xen: 'none' } })],
  ];
  for (const [name, limit, work] of measured) {
    const value = await medianTime(work);
    const before = smaller.get(name);
    const growth = before === undefined ? {} : { comparedWith: 'as with 1000 flights', ratio: value / before };
    if (flights === 1000) smaller.set(name, value);
    report({ name: `${flights}: ${name}`, value, unit: 'ms', limit, ...growth });
  }
}

async function jobPage(db: Db, job: string): Promise<string> {
  const runs = await listJobRuns(db, job);
  return renderJobHistory(job, runs, { ...LINKS, branch: null, changes: await readJobChanges(db, runs) });
}

async function judge(db: Db, { flight, this: tested, that }: GeneratedFlight): Promise<string> {
  const judgedAt = new Date((1_385_000_000 + 3650 * 86_400) * 1000);
  const evidence = await collectEvidence(db, { flight, this: tested, that, judgedAt });
  return formatClassicReport(judgeFlight(evidence, parseAllowPatterns('test-@@-rtds@@')), SETTINGS);
}
