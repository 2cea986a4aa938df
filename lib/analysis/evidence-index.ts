import { compareBytewise, groupBy } from '../util/order.ts';
import type { StepStatus } from '../../typings/status.ts';
import type { ComparedFlight, Evidence, Failure, FlightEvidence } from '../../typings/verdict.ts';

/** Evidence indexed for the judgement of each failure. */
export interface EvidenceIndex {
  /** Returns the matching flights that have the job, in the order of comparison. */
  flightsWith(job: string, match: 'matchesThis' | 'matchesThat'): readonly ComparedFlight[];
  statusIn(flight: number, failure: Failure): StepStatus | undefined;
  /** Returns the newest flight in which the test passed; undefined: never. */
  lastPass(failure: Failure): number | undefined;
  blessingOf(flight: number): string;
  partner(flight: number): FlightEvidence | undefined;
  /** Returns the failures of a flight in the order of judgement: those of short jobs first. */
  failuresOf(flight: FlightEvidence): readonly Failure[];
}

const UNKNOWN_DURATION_MS = 100_000_000;

/** Indexes evidence. The order of its rows makes no difference. */
export function indexEvidence(evidence: Evidence): EvidenceIndex {
  const compared = [...evidence.compared].sort(byComparisonOrder);
  const flightsByJob = groupBy(evidence.presences, ({ job }) => job);
  const looked = new Map([...flightsByJob].map(([job, rows]) => [job, flightsAmong(compared, rows)]));
  const outcomes = new Map(evidence.outcomes.map((row) => [key(row.flight, row.job, row.testid), row.status]));
  const passes = new Map(evidence.passes.map((row) => [key(0, row.job, row.testid), row.flight]));
  const durations = new Map(evidence.durations.map(({ job, durationMs }) => [job, durationMs]));
  const blessings = new Map(evidence.compared.map(({ flight, blessing }) => [flight, blessing]));
  const partners = new Map(evidence.partners.map((flight) => [flight.flight, flight]));
  return {
    flightsWith: (job, match) => (looked.get(job) ?? []).filter((flight) => flight[match]),
    statusIn: (flight, { job, testid }) => outcomes.get(key(flight, job, testid)),
    lastPass: ({ job, testid }) => passes.get(key(0, job, testid)),
    blessingOf: (flight) => blessings.get(flight) ?? '',
    partner: (flight) => partners.get(flight),
    failuresOf: (flight) => listFailures(flight, (job) => durations.get(job) ?? UNKNOWN_DURATION_MS),
  };
}

const key = (flight: number, job: string, testid: string): string => `${flight} ${job} ${testid}`;

const byComparisonOrder = (a: ComparedFlight, b: ComparedFlight): number =>
  compareBytewise(a.blessing, b.blessing) || b.flight - a.flight;

function flightsAmong(compared: readonly ComparedFlight[], rows: readonly { readonly flight: number }[]) {
  const wanted = new Set(rows.map(({ flight }) => flight));
  return compared.filter(({ flight }) => wanted.has(flight));
}

function listFailures(flight: FlightEvidence, durationMs: (job: string) => number): readonly Failure[] {
  const steps = groupBy(flight.failedSteps, ({ job }) => job);
  const failures = flight.jobs.flatMap(({ job, status }): Failure[] => {
    const failed = steps.get(job);
    if (failed !== undefined)
      return failed.map(({ stepno, testid, status: ended }) => ({ job, stepno, testid, status: ended }));
    return status === 'pass' ? [] : [{ job, stepno: null, testid: '<none executed>', status }];
  });
  return failures.sort(
    (a, b) =>
      durationMs(a.job) - durationMs(b.job) || compareBytewise(a.job, b.job) || (a.stepno ?? 0) - (b.stepno ?? 0),
  );
}
