import test from 'ava';
import fc from 'fast-check';
import { damageHistory } from '../testing/history/damage-history.ts';
import { evidenceFromRows } from '../testing/history/evidence-from-rows.ts';
import { generateHistory } from '../testing/history/generate-history.ts';
import { joinRows, type HistoryRows } from '../testing/history/history-rows.ts';
import { createRandom, type Random } from '../util/random.ts';
import type { Evidence, JudgedFailure, Judgement } from '../../typings/verdict.ts';
import { findAllowPattern, parseAllowPatterns } from './allow-patterns.ts';
import { describeOutcome } from './describe-outcome.ts';
import { fitsRevision } from './fits-revision.ts';
import { judgeFlight } from './judge-flight.ts';

test('fitsRevision accepts a shortened revision, also after the number of hg', (t) => {
  t.true(fitsRevision('4a30a2b931ce', '4a30'));
  t.true(fitsRevision('27105:4a30a2b931ce', '4a30'));
  t.false(fitsRevision('4a30a2b931ce', 'a30a'));
  t.false(fitsRevision('4a30', '4a30a2'));
});

test('describeOutcome summarizes a flight by the statuses of its jobs', (t) => {
  t.is(describeOutcome(['pass', 'pass']), 'all pass');
  t.is(describeOutcome(['fail']), 'ALL FAIL');
  t.is(describeOutcome(['pass', 'fail', 'blocked']), 'FAIL');
  t.is(describeOutcome(['blocked', 'pass']), 'FAIL');
  t.is(describeOutcome(['pass', 'fail', 'broken']), 'trouble: broken/fail/pass');
  t.is(describeOutcome(['blocked']), 'trouble: blocked');
  t.is(describeOutcome(['blocked', 'fail']), 'trouble: blocked/fail');
});

test('allow patterns are anchored, and @@ and @ match what the original documents', (t) => {
  const patterns = parseAllowPatterns(
    '# comment\ntest-@@-rtds@@\nbuild-@@ logs-capture@@\n@@ leak-check/check@@\n',
    'test-x x@y # behind\n\n',
  );
  const fits = (job: string, testid: string) => findAllowPattern(patterns, job, testid)?.text ?? null;
  t.is(fits('test-amd64-amd64-xl-rtds', 'guest-start'), 'test-@@-rtds@@');
  t.is(fits('test-amd64-amd64-xl-rtds-x', 'guest-start'), 'test-@@-rtds@@');
  t.is(fits('xtest-amd64-rtds', 'guest-start'), null);
  t.is(fits('build-amd64', 'logs-capture(4)'), 'build-@@ logs-capture@@');
  t.is(fits('build-amd64', 'xlogs-capture(4)'), null);
  t.is(fits('any', 'leak-check/check/host'), '@@ leak-check/check@@');
  t.is(fits('test-x', 'xaby'), 'test-x x@y');
  t.is(fits('test-x', 'xa/by'), null);
});

test('an allow pattern with ! removes the same pattern of an earlier file', (t) => {
  t.deepEqual(
    parseAllowPatterns('test-@@-libvirt@@\nbuild-@@ a\n', '! test-@@-libvirt@@\n').map(({ text }) => text),
    ['build-@@ a'],
  );
  t.deepEqual(parseAllowPatterns('a   b\n!a b\n'), []);
});

/** The statuses of one test in the flights of a branch, and the verdict on its failure in the last flight. */
const flightOf = (flight: number, steps: Evidence['subject']['failedSteps'], job = 'test-a') => ({
  flight,
  branch: 'b',
  blessing: 'real',
  intended: 'real',
  startedAt: new Date(0),
  jobs: [{ job, status: steps.length === 0 ? ('pass' as const) : ('fail' as const) }],
  failedSteps: steps,
});

type PastStatus = 'pass' | 'fail' | 'broken' | 'starved' | null;

function judgeOne(
  past: readonly { flight: number; status: PastStatus; side: 'this' | 'that'; blessing?: string }[],
  { status = 'fail', job = 'test-a', allow = '' }: { status?: 'fail' | 'broken'; job?: string; allow?: string } = {},
): JudgedFailure {
  const step = { job, stepno: 3, testid: 'guest-start', status };
  const evidence: Evidence = {
    versions: { this: { xen: 'a' }, that: { xen: 'b' }, thatFlight: null },
    judgedAt: new Date(0),
    subject: flightOf(100, [step], job),
    partners: past.filter(({ side }) => side === 'this').map(({ flight }) => flightOf(flight, [], job)),
    compared: past.map(({ flight, side, blessing = 'real' }) => ({
      flight,
      blessing,
      matchesThis: side === 'this',
      matchesThat: side === 'that',
    })),
    presences: past.map(({ flight }) => ({ flight, job })),
    outcomes: past.flatMap((one) =>
      one.status === null ? [] : [{ flight: one.flight, job, testid: 'guest-start', status: one.status }],
    ),
    passes: [{ job, testid: 'guest-start', flight: 1 }],
    durations: [],
    ages: null,
  };
  const [failure] = judgeFlight(evidence, parseAllowPatterns(allow)).failures;
  if (failure === undefined) throw new Error('no failure was judged');
  return failure;
}

const passed = { flight: 50, status: 'pass', side: 'that' } as const;

test('judgeFlight calls a failure that passed in the baseline a regression', (t) => {
  const failure = judgeOne([passed]);
  t.like(failure, { blocker: 'regression', summary: 'REGR. vs. 50' });
  t.like(failure.explanation, { rule: 'regression', decidedBy: 50, lastPass: 1 });
});

test('judgeFlight blocks with the status itself where the host broke and the baseline passed', (t) => {
  t.like(judgeOne([passed], { status: 'broken' }), { blocker: 'broken', summary: 'REGR. vs. 50' });
});

test('one similar failure of the baseline outweighs any number of passes in judgeFlight, but not for builds', (t) => {
  const past = [passed, { ...passed, flight: 51 }, { flight: 40, status: 'fail', side: 'that' } as const];
  t.like(judgeOne(past), { blocker: null, summary: 'like 40' });
  t.like(judgeOne(past, { job: 'build-amd64' }), { blocker: 'regression', summary: 'REGR. vs. 51' });
});

test('judgeFlight names the status in the baseline instead of a pass', (t) => {
  const that = { flight: 40, side: 'that' } as const;
  t.is(judgeOne([{ ...that, status: 'fail' }], { status: 'broken' }).summary, 'failed in 40');
  t.is(judgeOne([{ ...that, status: 'starved' }]).summary, 'starved in 40');
  t.is(judgeOne([{ ...that, status: null }]).summary, 'blocked in 40');
  t.is(judgeOne([{ ...that, status: null }, passed]).summary, 'REGR. vs. 50');
  t.is(judgeOne([]).summary, 'baseline untested');
});

test('judgeFlight orders flights by blessing and then the newest first, and appends the blessing after its first dash', (t) => {
  const past = [
    { ...passed, flight: 60, blessing: 'real-bisect' },
    { ...passed, flight: 41 },
    { ...passed, flight: 42 },
  ];
  t.is(judgeOne(past).summary, 'REGR. vs. 42');
  t.is(judgeOne(past.slice(0, 1)).summary, 'REGR. vs. 60-bisect');
});

test('judgeFlight calls a failure that passed with the same revisions intermittent, but not for builds', (t) => {
  const past = [passed, { flight: 98, status: 'pass', side: 'this', blessing: 'real-retest' } as const];
  t.like(judgeOne(past), { blocker: null, summary: 'pass in 98-retest', passedIn: 98 });
  t.like(judgeOne(past, { job: 'build-amd64' }), { blocker: 'regression' });
});

test('judgeFlight allows a regression that matches a pattern, and names the pattern', (t) => {
  const failure = judgeOne([passed], { allow: 'test-@ guest-@@' });
  t.like(failure, { blocker: null, summary: 'REGR. vs. 50', passedIn: null });
  t.like(failure.explanation, { rule: 'allowed', allowedBy: 'test-@ guest-@@' });
});

/** A small history with contradictions, and the judgement on its last flight. */
function judgeSeed(seed: number, change: (evidence: Evidence, random: Random) => Evidence = (evidence) => evidence) {
  const { rows, request } = smallHistory(seed);
  const evidence = change(evidenceFromRows(rows, request), createRandom(seed + 7));
  return judgeFlight(evidence, parseAllowPatterns('test-@@-rtds@@\n@@ guest-stop'));
}

function smallHistory(seed: number) {
  const options = { seed, flights: 24, jobs: 12, branches: ['xen-unstable', 'linux-linus'], days: 20, lastFailures: 3 };
  const flights = [...generateHistory(options)];
  const last = flights.at(-1);
  if (last === undefined) throw new Error('no flights');
  const random = createRandom(seed + 3);
  const rows = damageHistory(joinRows(flights.map((one) => one.rows)), random, 0.02);
  const judgedAt = new Date(1_385_000_000_000 + 20 * 86_400_000);
  return { rows, request: { flight: last.flight, this: last.this, that: last.that, judgedAt } };
}

function shuffle<T>(list: readonly T[], random: Random): T[] {
  return list
    .map((item) => ({ item, at: random.next() }))
    .sort((a, b) => a.at - b.at)
    .map(({ item }) => item);
}

const essence = ({ verdict, outcome, failures, partners }: Judgement) => ({ verdict, outcome, failures, partners });
const seeds = fc.integer({ min: 0, max: 100_000 });
const runs = { numRuns: 20 };

test('judgeFlight does not depend on the order of rows', (t) => {
  fc.assert(
    fc.property(seeds, (seed) => {
      const shuffled = judgeSeed(seed, (evidence, random) => ({
        ...evidence,
        subject: shuffleFlight(evidence.subject, random),
        partners: shuffle(evidence.partners, random).map((flight) => shuffleFlight(flight, random)),
        compared: shuffle(evidence.compared, random),
        presences: shuffle(evidence.presences, random),
        outcomes: shuffle(evidence.outcomes, random),
        passes: shuffle(evidence.passes, random),
        durations: shuffle(evidence.durations, random),
      }));
      t.deepEqual(essence(shuffled), essence(judgeSeed(seed)));
    }),
    runs,
  );
});

const shuffleFlight = (flight: Evidence['subject'], random: Random): Evidence['subject'] => ({
  ...flight,
  jobs: shuffle(flight.jobs, random),
  failedSteps: shuffle(flight.failedSteps, random),
});

test('judgeFlight ignores flights of other branches', (t) => {
  fc.assert(
    fc.property(seeds, (seed) => {
      const { rows, request } = smallHistory(seed);
      const own = rows.flights.filter(({ branch }) => branch === 'xen-unstable').map(({ flight }) => flight);
      const only = <T extends { flight: number }>(list: readonly T[]) =>
        list.filter(({ flight }) => own.includes(flight));
      const kept: HistoryRows = {
        flights: only(rows.flights),
        jobs: only(rows.jobs),
        steps: only(rows.steps),
        runvars: only(rows.runvars),
        harness: only(rows.harness),
      };
      t.deepEqual(
        essence(judgeFlight(evidenceFromRows(kept, request))),
        essence(judgeFlight(evidenceFromRows(rows, request))),
      );
    }),
    runs,
  );
});

test('judgeFlight never tolerates a failure that passed in the baseline unless a rule names the reason', (t) => {
  fc.assert(
    fc.property(seeds, (seed) => {
      const judgement = judgeSeed(seed);
      for (const failure of judgement.failures) {
        if (failure.blocker === null && passedInBaseline(judgement.evidence, failure))
          t.true(isExcused(judgement, failure));
      }
      const blocks = judgement.failures.some(({ blocker }) => blocker !== null);
      t.is(judgement.verdict === 'tolerable' || judgement.verdict === 'perfect', !blocks);
    }),
    runs,
  );
});

const statusIn = ({ outcomes }: Evidence, flight: number, { job, testid }: JudgedFailure) =>
  outcomes.find((one) => one.flight === flight && one.job === job && one.testid === testid)?.status;

const passedInBaseline = (evidence: Evidence, failure: JudgedFailure): boolean =>
  evidence.compared.some(
    ({ flight, matchesThat }) =>
      matchesThat && flight !== failure.flight && statusIn(evidence, flight, failure) === 'pass',
  );

function isExcused({ evidence }: Judgement, failure: JudgedFailure): boolean {
  const { rule, decidedBy, allowedBy } = failure.explanation;
  const there = decidedBy === null ? undefined : statusIn(evidence, decidedBy, failure);
  if (rule === 'blocked') return failure.status === 'blocked';
  if (rule === 'like-baseline') return there !== undefined && there !== 'pass';
  if (rule === 'heisenbug') return there === 'pass' && decidedBy === failure.passedIn;
  return rule === 'allowed' && allowedBy !== null;
}
