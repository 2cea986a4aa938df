import type { Queryable } from '../../db/pg-promise.ts';
import { readFlight } from '../../record/flights/read-records.ts';
import type { FlightFilter } from './flight-filter.ts';
import { readSources, type FlightSources } from './read-sources.ts';
import type { StepReport } from './step-report.ts';
import { walkFlights, type EndedFlight } from './walk-flights.ts';

/** A flight whose revisions are known. */
export interface KnownFlight {
  readonly flight: number;
  /** Seconds since 1970. */
  readonly startedSeconds: number;
  readonly sources: FlightSources;
}

/** The failure that is bisected, and a pass from before. */
export interface Pair {
  readonly failure: KnownFlight;
  readonly basis: KnownFlight;
}

export interface PairRequest {
  readonly filter: FlightFilter;
  /** In place of a search for the failure. */
  readonly failFlight: number | null;
  /** In place of a search for the basis. */
  readonly basisFlight: number | null;
  /** The basis where none is found, whatever its hosts. */
  readonly basisTemplate: number | null;
}

/** Searches for the newest failure that has a basis, and writes how. null: there is none. */
export async function choosePair(db: Queryable, request: PairRequest, report: StepReport): Promise<Pair | null> {
  const { filter, failFlight } = request;
  for (const isBroken of [false, true]) {
    const wanted = { statuses: ['pass', 'fail'], flight: failFlight, isBroken };
    for await (const candidate of walkFlights(db, filter, wanted)) {
      report.write(` ${candidate.flight} ${candidate.status}${isBroken ? ',broken' : ''}`);
      if (candidate.status !== 'fail' || isBroken) return null;
      const failure = await readKnown(db, filter.job, candidate);
      report.write(` [${failure.sources.hosts}] /`);
      for (const problem of failure.sources.mixed) report.write(` ${problem}`);
      const basis = failure.sources.mixed.length > 0 ? null : await findBasis(db, request, { failure, report });
      report.write('\n');
      if (basis !== null) return { failure, basis };
    }
  }
  return null;
}

async function readKnown(
  db: Queryable,
  job: string,
  { flight, startedSeconds }: Omit<EndedFlight, 'status'>,
): Promise<KnownFlight> {
  const sources = (await readSources(db, [flight], job)).get(flight);
  return { flight, startedSeconds, sources: sources ?? { hosts: '', hostRunvars: {}, trees: new Map(), mixed: [] } };
}

interface BasisSearch {
  readonly failure: KnownFlight;
  readonly report: StepReport;
}

async function findBasis(
  db: Queryable,
  { filter, basisFlight, basisTemplate, failFlight }: PairRequest,
  { failure, report }: BasisSearch,
): Promise<KnownFlight | null> {
  const wanted = { statuses: ['pass'], flight: basisFlight, isBroken: false };
  for await (const candidate of walkFlights(db, filter, wanted)) {
    report.write(` ${candidate.flight}`);
    const basis = await readKnown(db, filter.job, candidate);
    const objection = objectionTo(failure, basis);
    report.write(objection === null ? ' ok.' : ` ${objection}`);
    if (objection === null) return basis;
  }
  if (failFlight !== null) report.write(' missing basis.');
  else if (basisTemplate === null) report.write(' no basis template.');
  else return tryTemplate(db, { filter, basisTemplate }, { failure, report });
  return null;
}

async function tryTemplate(
  db: Queryable,
  { filter, basisTemplate }: { readonly filter: FlightFilter; readonly basisTemplate: number },
  { failure, report }: BasisSearch,
): Promise<KnownFlight | null> {
  report.write(' template as basis?');
  const startedAt = (await readFlight(db, basisTemplate))?.startedAt ?? null;
  const startedSeconds = startedAt === null ? 0 : startedAt.getTime() / 1000;
  const basis = await readKnown(db, filter.job, { flight: basisTemplate, startedSeconds });
  const isSuitable = basis.sources.mixed.length === 0 && kindMismatch(failure.sources, basis.sources) === null;
  report.write(isSuitable ? ' using template as basis.' : ' unsuitable.');
  return isSuitable ? basis : null;
}

/** Why a flight is no basis of a failure; null: it is one. */
function objectionTo({ sources: failed }: KnownFlight, { sources: passed }: KnownFlight): string | null {
  if (passed.hosts !== failed.hosts) return `[${passed.hosts}]`;
  const [mixed] = passed.mixed;
  return mixed ?? kindMismatch(failed, passed);
}

function kindMismatch(failed: FlightSources, passed: FlightSources): string | null {
  for (const [tree, { url }] of failed.trees) {
    const passedUrl = passed.trees.get(tree)?.url ?? '';
    if (passedUrl === '' || kindOf(url) === kindOf(passedUrl)) continue;
    return `(vcs mismatch: ${tree}:${kindOf(url)}/${kindOf(passedUrl)})`;
  }
  return null;
}

/** What kind of repository an address is of, by its end. */
const kindOf = (url: string): string => /\.(git|hg)$/.exec(url)?.[1] ?? 'git';
