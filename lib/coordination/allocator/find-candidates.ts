import type { Queryable } from '../../db/pg-promise.ts';
import { NoCandidateError } from '../../errors/coordination-errors.ts';
import type { HostRow } from '../host/host-row.ts';
import { NO_HISTORY, equivFlags, readHostHistory, type HostHistoryScope } from './host-history.ts';
import type { Candidate, IdentCandidates } from './candidates.ts';
import { missingOf, parseWantedFlags, type WantedFlags } from './wanted-flags.ts';

/** A host that a job needs. */
export interface IdentRequest {
  /** `host`, `src_host`, ... */
  readonly ident: string;
  readonly flags: readonly string[];
  /** The only acceptable host; null: any host with the flags. */
  readonly fixedHost: string | null;
}

export interface CandidateOptions {
  /** Accepts only hosts with the flag `blessed-BLESSING`; null: any. */
  readonly blessing: string | null;
  /** The job whose history counts; null: none. */
  readonly scope: HostHistoryScope | null;
  /** Revision of this harness; part of the type of a share. */
  readonly harness: string;
  /** Seconds since 1970. */
  readonly now: number;
  readonly onWarning?: ((message: string) => void) | undefined;
}

/**
 * Returns the candidates for each ident, free or not, in order of preference.
 *
 * @param db - For the history; null: without history.
 * @throws NoCandidateError (`NO_CANDIDATE_HOST`, blame lab), BadRequestError (`BAD_HOST_REQUEST`, blame operator)
 */
export async function findCandidates(
  db: Queryable | null,
  requests: readonly IdentRequest[],
  hosts: readonly HostRow[],
  options: CandidateOptions,
): Promise<IdentCandidates[]> {
  const found: (IdentCandidates & ClassWish)[] = [];
  for (const request of requests) found.push(await candidatesOf(db, request, hosts, options));
  return orderIdents(found);
}

async function candidatesOf(
  db: Queryable | null,
  { ident, flags, fixedHost }: IdentRequest,
  hosts: readonly HostRow[],
  options: CandidateOptions,
): Promise<IdentCandidates & ClassWish> {
  const wanted = fixedHost !== null && flags.length === 0 ? ANYTHING : parseWantedFlags(ident, flags);
  const fitting = hosts.filter((host) => meetsRequest(host, { ident, wanted, fixedHost }, options));
  if (fitting.length === 0) throw new NoCandidateError(ident, describeWish(wanted, fixedHost, options));
  const { scope, now } = options;
  const historyOf =
    scope === null || db === null ? NO_HISTORY : await readHostHistory(db, scope, { ident, hosts, now });
  const candidates = fitting.map((host): Candidate => {
    const classes = equivFlags(host.flags);
    const isClassed = wanted.equiv !== null && fixedHost === null;
    if (isClassed && classes.length > 1)
      options.onWarning?.(`${host.name}: belongs to several classes: ${classes.join(', ')}`);
    return {
      host: host.name,
      equivClass: isClassed ? classes[0]! : null,
      history: historyOf({ name: host.name, equivFlags: classes }),
      share: wanted.share === null ? null : shareLimits(wanted.share, host, options.harness),
    };
  });
  return { ident, equivWanted: fixedHost === null ? wanted.equiv : null, classWish: wanted.equiv, candidates };
}

const ANYTHING: WantedFlags = { required: [], excluded: [], share: null, equiv: null, conditions: [] };

function meetsRequest(
  host: HostRow,
  { ident, wanted, fixedHost }: { readonly wanted: WantedFlags } & Pick<IdentRequest, 'ident' | 'fixedHost'>,
  { blessing, onWarning }: CandidateOptions,
): boolean {
  if (blessing !== null && !host.flags.includes(`blessed-${blessing}`)) return false;
  if (fixedHost === null) {
    return missingOf(wanted, host).length === 0 && (wanted.equiv === null || equivFlags(host.flags).length > 0);
  }
  if (host.name !== fixedHost) return false;
  const missing = missingOf({ ...wanted, conditions: [] }, host);
  if (missing.length > 0) onWarning?.(`${ident}: ${host.name} is requested by name, and lacks ${missing.join(', ')}`);
  return true;
}

function describeWish(wanted: WantedFlags, fixedHost: string | null, { blessing }: CandidateOptions): string {
  const flags = [...(blessing === null ? [] : [`blessed-${blessing}`]), ...(fixedHost === null ? wanted.required : [])];
  const withFlags = flags.length === 0 ? '' : `with the flags ${flags.join(', ')}`;
  return fixedHost === null
    ? `exists ${withFlags}`.trim()
    : `is named ${fixedHost} ${withFlags && `and is one ${withFlags}`}`.trim();
}

/** Source: properties `shared max tasks`, `shared max wear`. */
function shareLimits(type: string, { properties }: HostRow, harness: string): NonNullable<Candidate['share']> {
  const [tasks, wear] = type.startsWith('build-') ? [3, 10] : [2, 5];
  return {
    type: `${type} ${harness}`,
    maxTasks: Number(properties['shared max tasks'] ?? tasks),
    maxWear: Number(properties['shared max wear'] ?? wear),
  };
}

/** The class that an ident requested before it got a fixed host; it counts for the order. */
interface ClassWish {
  readonly classWish: string | null;
}

/** Sorts idents: first those that share their class with the most idents, then those with the fewest candidates. */
function orderIdents(found: readonly (IdentCandidates & ClassWish)[]): IdentCandidates[] {
  const together = ({ classWish }: ClassWish): number =>
    classWish === null ? 0 : found.filter((other) => other.classWish === classWish).length;
  return found.toSorted((a, b) => together(b) - together(a) || a.candidates.length - b.candidates.length);
}
