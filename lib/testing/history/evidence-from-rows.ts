import { fitsRevision } from '../../analysis/fits-revision.ts';
import type { JudgeRequest } from '../../history/judge-request.ts';
import { groupBy } from '../../util/order.ts';
import type { ComparedFlight, Evidence, FlightEvidence, Revisions, TestingAges } from '../../../typings/verdict.ts';
import type { FlightRow, HistoryRows, RunvarRow } from './history-rows.ts';

const NEWEST = 1000;
const FORTNIGHT_S = 14 * 86_400;

/**
 * Collects the evidence on a flight from rows in the most literal way, for comparison with the results of the queries.
 * The flight must exist.
 */
export function evidenceFromRows(rows: HistoryRows, request: JudgeRequest & { readonly judgedAt: Date }): Evidence {
  const header = rows.flights.find(({ flight }) => flight === request.flight);
  if (header === undefined) throw new RangeError(`no flight ${request.flight}`);
  const versions = { this: request.this ?? {}, that: request.that ?? {}, thatFlight: request.thatFlight ?? null };
  const blessings = request.blessings ?? ['real', 'real-bisect'];
  const inScope = rows.flights.filter(
    ({ branch, blessing, flight }) =>
      [header.branch, ...(request.alsoBranches ?? [])].includes(branch) &&
      blessings.includes(blessing) &&
      flight <= (request.maxFlight ?? Infinity),
  );
  const counting = inScope.filter(({ flight }) => !(request.excludedFlights ?? []).includes(flight));
  const looked =
    versions.thatFlight === null ? counting : rows.flights.filter(({ flight }) => flight === versions.thatFlight);
  const runvarsOf = byJob(rows);
  const compared = looked
    .map((row) => compare(recordedRevisions(rows, runvarsOf, row.flight), row, versions))
    .filter((one) => one.matchesThis || one.matchesThat);
  const numbers = compared.filter(({ matchesThis }) => matchesThis).map(({ flight }) => flight);
  const partners = numbers.filter((flight) => flight !== request.flight).map((flight) => readFlight(rows, flight));
  const own = inScope.filter(({ branch, blessing }) => branch === header.branch && blessing === blessings[0]);
  return {
    versions,
    judgedAt: request.judgedAt,
    subject: readFlight(rows, request.flight),
    partners,
    compared,
    presences: presencesOf(rows, looked, compared),
    outcomes: rows.steps.filter(({ flight }) => compared.some((one) => one.flight === flight)),
    passes: passesOf(rows, inScope),
    durations: durationsOf(rows, own, request.judgedAt),
    ages: agesOf(rows, own, versions),
  };
}

type RunvarsOf = (flight: number, job: string) => readonly RunvarRow[];

function byJob({ runvars }: HistoryRows): RunvarsOf {
  const groups = groupBy(runvars, ({ flight, job }) => `${flight}.${job}`);
  return (flight, job) => groups.get(`${flight}.${job}`) ?? [];
}

interface Recorded {
  readonly tree: string;
  readonly revision: string;
}

function compare(
  recorded: readonly Recorded[],
  { flight, blessing }: FlightRow,
  versions: Evidence['versions'],
): ComparedFlight {
  const matches = (asked: Revisions): boolean =>
    Object.entries(asked).every(([tree, revision]) => {
      const values = recorded.filter((one) => one.tree === tree);
      return values.length > 0 && values.every((one) => fitsRevision(one.revision, revision));
    });
  const matchesThis = Object.keys(versions.this).length > 0 && matches(versions.this);
  return { flight, blessing, matchesThis, matchesThat: matches(versions.that) };
}

/** Returns the revisions that a flight's jobs, and the jobs that they reach through buildjob runvars, were built from. */
function recordedRevisions(rows: HistoryRows, runvarsOf: RunvarsOf, root: number): Recorded[] {
  const reached = new Map<string, { flight: number; job: string }>();
  const visit = (flight: number, job: string): void => {
    if (reached.has(`${flight}.${job}`)) return;
    reached.set(`${flight}.${job}`, { flight, job });
    for (const { val } of runvarsOf(flight, job).filter(({ name }) => name.endsWith('buildjob'))) {
      const reference = /^(?:(\d*)\.)?(.+)$/s.exec(val);
      if (reference?.[2] !== undefined) visit(reference[1] ? Number(reference[1]) : flight, reference[2]);
    }
  };
  for (const { job } of rows.jobs.filter(({ flight }) => flight === root)) visit(root, job);
  const built = [...reached.values()]
    .filter(({ job }) => !/^build-.*-prev$/.test(job))
    .flatMap(({ flight, job }) => runvarsOf(flight, job))
    .filter(({ name }) => name.startsWith('built_revision_') && name !== 'built_revision_osstest')
    .map(({ name, val }) => ({ tree: name.slice('built_revision_'.length), revision: val }));
  const flights = new Set([root, ...[...reached.values()].map(({ flight }) => flight)]);
  const harness = rows.harness.filter(({ flight }) => flights.has(flight));
  return [...built, ...harness.map((row) => ({ tree: 'osstest', revision: row.harness }))];
}

function readFlight(rows: HistoryRows, flight: number): FlightEvidence {
  const header = rows.flights.find((row) => row.flight === flight);
  if (header === undefined) throw new RangeError(`no flight ${flight}`);
  const { started, ...rest } = header;
  return {
    ...rest,
    startedAt: started === 0 ? null : new Date(started * 1000),
    jobs: rows.jobs.filter((row) => row.flight === flight),
    failedSteps: rows.steps.filter((row) => row.flight === flight && row.status !== 'pass'),
  };
}

function presencesOf(rows: HistoryRows, looked: readonly FlightRow[], compared: readonly ComparedFlight[]) {
  const flights = new Set(looked.map(({ flight }) => flight));
  const jobs = rows.jobs.filter((row) => flights.has(row.flight)).sort((a, b) => b.flight - a.flight);
  const newest = [...groupBy(jobs, ({ job }) => job).values()].flatMap((having) => having.slice(0, NEWEST));
  return newest.filter(({ flight }) => compared.some((one) => one.flight === flight));
}

function passesOf(rows: HistoryRows, inScope: readonly FlightRow[]): Evidence['passes'] {
  const flights = new Set(inScope.map(({ flight }) => flight));
  const newest = new Map<string, { job: string; testid: string; flight: number }>();
  for (const { job, testid, flight, status } of rows.steps) {
    if (status !== 'pass' || !flights.has(flight)) continue;
    if (flight > (newest.get(`${job} ${testid}`)?.flight ?? -1))
      newest.set(`${job} ${testid}`, { job, testid, flight });
  }
  return [...newest.values()];
}

function durationsOf(rows: HistoryRows, own: readonly FlightRow[], judgedAt: Date): Evidence['durations'] {
  const since = judgedAt.getTime() / 1000 - FORTNIGHT_S;
  const recent = new Set(own.filter(({ started }) => started >= since).map(({ flight }) => flight));
  const timed = rows.steps.filter(
    (row) => recent.has(row.flight) && row.finished !== null && row.step !== 'ts-hosts-allocate',
  );
  const longest = new Map<string, number>();
  for (const steps of groupBy(timed, ({ flight, job }) => `${flight} ${job}`).values()) {
    const durationMs = 1000 * steps.reduce((sum, { started, finished }) => sum + ((finished ?? 0) - (started ?? 0)), 0);
    const job = steps[0]?.job ?? '';
    longest.set(job, Math.max(longest.get(job) ?? 0, durationMs));
  }
  return [...longest].map(([job, durationMs]) => ({ job, durationMs }));
}

function agesOf(
  rows: HistoryRows,
  own: readonly FlightRow[],
  { this: current, that }: Evidence['versions'],
): TestingAges | null {
  const [[tree, revision] = [], ...more] = Object.entries(current);
  const [[thatTree, thatRevision] = [], ...moreOfThat] = Object.entries(that);
  if (tree === undefined || tree !== thatTree || more.length + moreOfThat.length > 0) return null;
  const sorted = [...own].sort((a, b) => a.flight - b.flight);
  const basis = sorted.filter(({ flight }) => tested(rows, flight, tree, thatRevision)).at(-1) ?? null;
  const after = basis === null ? [] : sorted.filter(({ flight }) => flight > basis.flight);
  const same = (basis === null ? sorted : after).filter(({ flight }) => tested(rows, flight, tree, revision));
  const age = (row: FlightRow | null | undefined) =>
    row ? { flight: row.flight, startedAt: row.started === 0 ? null : new Date(row.started * 1000) } : null;
  const counts = { attemptsAfter: after.length, attemptsSame: same.length };
  return { basis: age(basis), firstAfter: age(after[0]), firstSame: age(same[0]), ...counts };
}

function tested(rows: HistoryRows, flight: number, tree: string, revision: string | undefined): boolean {
  if (tree === 'osstest') return rows.harness.some((row) => row.flight === flight && row.harness === revision);
  return rows.runvars.some(
    (row) =>
      row.flight === flight &&
      row.name === `revision_${tree}` &&
      row.val === revision &&
      !/^build-.*-prev$/.test(row.job),
  );
}
