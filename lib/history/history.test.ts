import { isDeepStrictEqual } from 'node:util';
import test from 'ava';
import fc from 'fast-check';
import { parseAllowPatterns } from '../analysis/allow-patterns.ts';
import { judgeFlight } from '../analysis/judge-flight.ts';
import type { Db } from '../db/db.ts';
import type { Queryable } from '../db/pg-promise.ts';
import { formatClassicReport, type ClassicReportSettings } from '../report/judgement/classic-report.ts';
import { formatMachineReadable } from '../report/judgement/judge-mro.ts';
import { createFlight } from '../record/flights/create-flight.ts';
import { damageHistory } from '../testing/history/damage-history.ts';
import { evidenceFromRows } from '../testing/history/evidence-from-rows.ts';
import { freshDatabase } from '../testing/database/fresh-database.ts';
import { generateHistory } from '../testing/history/generate-history.ts';
import { joinRows, type HistoryRows } from '../testing/history/history-rows.ts';
import { loadHistory } from '../testing/history/load-history.ts';
import { originalHistory, originalReports, testedCases } from '../testing/history/original-cases.ts';
import { createRandom } from '../util/random.ts';
import type { Judgement } from '../../typings/verdict.ts';
import { collectEvidence } from './collect-evidence.ts';
import { findBranchFlight } from './find-branch-flight.ts';
import { findTested } from './find-tested.ts';
import type { JudgeRequest } from './judge-request.ts';

let original: Db;
test.before(async () => {
  original = await originalHistory();
});
test.after.always(async () => {
  await original.close();
});

const { allowFile, trailer, cases } = originalReports();
const allow = parseAllowPatterns(allowFile);
const SETTINGS: ClassicReportSettings = {
  logsUrl: 'http://logs.oracle.test/logs',
  hostname: 'vm',
  logsDir: '/srv/osstest/logs',
  imagesDir: '/srv/osstest/images',
  trailer,
  infoHeaders: true,
};

const judge = async (db: Queryable, request: JudgeRequest): Promise<Judgement> =>
  judgeFlight(await collectEvidence(db, request), allow);
const lineSet = (text: string): string[] => [...new Set(text.split('\n'))].sort();

/**
 * Returns the lines of a report, with the allowable and the non-blocking failures as one set: the originals differ in
 * that.
 */
function withoutPlacement(text: string): readonly string[] {
  const lines = text.split('\n').map((line) => line.replace(/:(allowable|nonblocking)$/, ':either'));
  const isOpening = (line: string) => /^Regressions which are regarded|^Tests which did not succeed, but/.test(line);
  const first = lines.findIndex(isOpening);
  const end = first < 0 ? -1 : lines.findIndex((line, at) => at > first && !/^ |^$/.test(line) && !isOpening(line));
  const isEither = (line: string) => line.endsWith(':either');
  const body = lines.filter((line, at) => !isEither(line) && (at < first || at >= end));
  const either = lines.filter(
    (line, at) => isEither(line) || (at >= first && at < end && line !== '' && !isOpening(line)),
  );
  return [...body, '', ...either.sort()];
}

for (const { flight, request, text, machineReadable } of cases) {
  test(`flight ${flight} is judged and reported as the original did`, async (t) => {
    const judgement = await judge(original, request);
    t.deepEqual(lineSet(formatMachineReadable(judgement)), lineSet(machineReadable));
    t.is(formatClassicReport(judgement, { ...SETTINGS, placement: '2015' }), text);
    t.deepEqual(withoutPlacement(formatClassicReport(judgement, SETTINGS)), withoutPlacement(text));
  });
}

test('findTested answers as the original did in every case', async (t) => {
  for (const { args, answer } of testedCases()) {
    const options = Object.fromEntries(args.map((arg) => arg.replace(/^--/, '').split('=')) as [string, string][]);
    const found = await findTested(original, {
      branches: options['branch']?.split(','),
      blessings: options['blessings']?.split(','),
      revisions: { xen: options['revision-xen'] ?? '' },
    });
    t.is(`${found?.flight ?? ''}`, answer, args.join(' '));
  }
  t.true(testedCases().length > 0);
});

test('findTested returns the one revision of a tree, and skips a flight that has two', async (t) => {
  t.regex((await findTested(original, { revisionOf: 'xen' }))?.revision ?? '', /^[0-9a-f]{40}$/);
  t.is(await findTested(original, { revisionOf: 'linux' }), null);
});

test('findTested checks each revision, the newest first, until one is acceptable', async (t) => {
  const asked: string[] = [];
  const accepts = async (revision: string) => asked.push(revision) === 3;
  const found = await findTested(original, { branches: ['xen-unstable'], revisionOf: 'xen', accepts });
  t.like(found, { flight: 20_077, revision: asked[2] ?? '' });
  t.is(await findTested(original, { revisionOf: 'xen', accepts: async () => false }), null);
});

test('findTested matches only flights with the requested sources and job', async (t) => {
  const url = '/srv/osstest/git/xen.git';
  t.is((await findTested(original, { trees: { xen: url } }))?.flight, 20_079);
  t.is(await findTested(original, { trees: { xen: `${url}x` } }), null);
  t.is(await findTested(original, { passedJob: 'test-amd64-amd64-xl-pcipt-intel' }), null);
});

test('findBranchFlight returns the newest flight that tested a revision', async (t) => {
  t.is(await findBranchFlight(original, 'xen-unstable'), 20_079);
  t.is(await findBranchFlight(original, 'xen-unstable', { this: { xen: '04c7b88c38ba' } }), 20_025);
  await t.throwsAsync(findBranchFlight(original, 'xen-unstable', { this: { xen: 'f00f' } }), {
    code: 'BRANCH_NOT_FOUND',
  });
});

test('collectEvidence names the flight that does not exist', async (t) => {
  await t.throwsAsync(collectEvidence(original, { flight: 1 }), { code: 'FLIGHT_NOT_FOUND' });
});

test('collectEvidence makes the same number of queries for any failures', async (t) => {
  const count = async (flight: number): Promise<number> => {
    let queries = 0;
    const counting = Object.assign(Object.create(original) as Db, {
      any: (...args: Parameters<Db['any']>) => {
        queries += 1;
        return original.any(...args);
      },
    });
    await judge(counting, { flight, this: { xen: 'x' }, that: { xen: 'x' } });
    return queries;
  };
  t.is(await count(20_006), await count(20_029));
});

/** Compares what the SQL finds in a small damaged history with a literal reading of the rules. */
async function sqlAgreesWithRules(rows: HistoryRows, requests: readonly (JudgeRequest & { judgedAt: Date })[]) {
  await using db = await freshDatabase();
  await loadHistory(db, [rows]);
  for (const request of requests) {
    const found = judgeFlight(await collectEvidence(db, request), allow);
    const expected = judgeFlight(evidenceFromRows(rows, request), allow);
    const essence = ({ verdict, outcome, failures, partners, evidence }: Judgement): unknown[] => [
      verdict,
      outcome,
      partners,
      evidence.ages,
      ...failures,
    ];
    const [ours, theirs] = [essence(found), essence(expected)];
    if (!isDeepStrictEqual(ours, theirs)) {
      return { request, differing: theirs.filter((one, at) => !isDeepStrictEqual(one, ours[at])), ours };
    }
  }
  return null;
}

test('collectEvidence follows a literal reading of the rules in damaged histories', async (t) => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 0, max: 100_000 }), async (seed) => {
      const branches = ['xen-unstable', 'linux-linus'];
      const flights = [...generateHistory({ seed, flights: 40, jobs: 12, branches, days: 30, lastFailures: 3 })];
      const rows = damageHistory(joinRows(flights.map((one) => one.rows)), createRandom(seed), 0.03);
      const judgedAt = new Date(1_385_000_000_000 + 30 * 86_400_000);
      const last = flights
        .slice(-4)
        .map(({ flight, ...one }) => ({ flight, this: one.this, that: one.that, judgedAt }));
      const [request] = last.slice(-1);
      if (request === undefined) throw new Error('no flights');
      const harness = { osstest: rows.harness[0]?.harness.slice(0, 8) ?? '' };
      const shortened = Object.fromEntries(
        Object.entries(request.that).map(([tree, value]) => [tree, value.slice(0, 9)]),
      );
      const requests: (JudgeRequest & { judgedAt: Date })[] = [
        ...last,
        { ...request, that: shortened },
        { ...request, that: {}, thatFlight: request.flight - 3 },
        { ...request, that: {} },
        { ...request, this: {} },
        { ...request, this: harness, that: harness, alsoBranches: ['linux-linus'] },
        { ...request, blessings: ['real-bisect', 'real'], excludedFlights: [request.flight - 1, request.flight - 2] },
        { ...request, maxFlight: request.flight - 1 },
      ];
      t.is(await sqlAgreesWithRules(rows, requests), null);
    }),
    { numRuns: 10 },
  );
});

test('a skipped job is no failure', async (t) => {
  await using db = await freshDatabase();
  const flight = await createFlight(db, {
    branch: 'b',
    intended: 'real',
    blessing: 'real',
    jobs: [{ job: 'test-a', recipe: 'test-debian', runvars: {}, status: 'pass' }],
  });
  for (const [index, status] of ['pass', 'skip', 'pass'].entries()) {
    await db.none(
      "insert into steps (flight, job, stepno, step, status, testid) values ($1, 'test-a', $2, 'ts-x', $3, $4)",
      [flight, index + 1, status, `step-${index}`],
    );
  }
  t.is(judgeFlight(await collectEvidence(db, { flight })).verdict, 'perfect');
});
