import { DEFAULT_COST } from '../../coordination/allocator/allocation-cost.ts';
import { findCandidates } from '../../coordination/allocator/find-candidates.ts';
import { searchHosts } from '../../coordination/allocator/search-hosts.ts';
import { missingOf, parseWantedFlags } from '../../coordination/allocator/wanted-flags.ts';
import type { HostRequest } from '../../coordination/booking/book-hosts.ts';
import type { HostRegistration } from '../../coordination/host/sync-hosts.ts';
import { simulateLab, type Simulation } from '../../coordination/simulator/simulate-lab.ts';
import type { SimulatedJob } from '../../coordination/simulator/simulated-harness.ts';
import { BadRequestError, NoCandidateError } from '../../errors/coordination-errors.ts';
import type { PastJob } from '../../history/past-jobs.ts';
import { quantile } from '../../util/quantile.ts';
import { days, hours, minutes } from '../../util/units.ts';
import { wantedFlagsOf } from '../make/wanted-flags-of.ts';

/** Performance of a lab with the jobs of the past. Times in milliseconds. */
export interface LabPerformance {
  readonly hosts: number;
  readonly jobs: number;
  /** From the arrival of the first job to the end of the last. */
  readonly spanMs: number;
  readonly jobsPerDay: number;
  /** Waiting times of the jobs for their hosts. */
  readonly waits: { readonly medianMs: number; readonly p90Ms: number; readonly p99Ms: number; readonly maxMs: number };
  /** Part of the span (0 to 1) in which a host was in use, by host. */
  readonly use: Readonly<Record<string, number>>;
}

export interface SimulatedHistory extends LabPerformance {
  /** Jobs that no host of this lab can run; they are not simulated. */
  readonly leftOut: readonly string[];
  /** Number of jobs that would share a host; the simulation gives each a host alone. */
  readonly unshared: number;
}

/** Additional hosts that are copies of a host of the lab. */
export interface MoreHosts {
  readonly count: number;
  readonly like: string;
}

/** Returns the hosts of the lab with additional hosts `HOST-new-1` and so on, and without those in `without`. */
export function changeLab(
  hosts: readonly HostRegistration[],
  { more, without }: { readonly more: readonly MoreHosts[]; readonly without: readonly string[] },
): HostRegistration[] {
  const added = more.flatMap(({ count, like }) => {
    const one = hosts.find(({ name }) => name === like);
    if (one === undefined) throw new RangeError(`${like}: the lab has no such host`);
    return Array.from({ length: count }, (_, index) => ({ ...one, name: `${like}-new-${index + 1}` }));
  });
  const unknown = without.find((name) => !hosts.some((host) => host.name === name));
  if (unknown !== undefined) throw new RangeError(`${unknown}: the lab has no such host`);
  return [...hosts.filter(({ name }) => !without.includes(name)), ...added];
}

/** The intervals of tasks that only people notice are long: they would take most of the time of a simulation. */
const TIMES = {
  reapIntervalMs: days(1),
  lookIntervalMs: minutes(1),
  startInhibitionMs: 0,
  planUpdateIntervalMs: minutes(30),
};

/** Simulates the jobs of the past on the given hosts, with their arrival times, requests and durations. */
export async function simulateHistory(
  past: readonly PastJob[],
  hosts: readonly HostRegistration[],
): Promise<SimulatedHistory> {
  const first = past[0]?.began ?? 0;
  const canRun = possibleOn(hosts);
  const jobs: SimulatedJob[] = [];
  const leftOut: string[] = [];
  for (const one of past) {
    const job = simulatedJob(one, first, hosts);
    if (job !== null && (await canRun(job))) jobs.push(job);
    else leftOut.push(`${one.flight}.${one.job}`);
  }
  const simulation = await simulateLab({
    seed: 1,
    hosts,
    jobs,
    harnesses: Infinity,
    times: TIMES,
    heartbeatSeconds: 3600,
    graceMs: hours(1),
  });
  const isSharing = ({ runvars }: PastJob): boolean =>
    Object.entries(runvars).some(([name, value]) => name.endsWith('hostflags') && /(^|,)share-/.test(value));
  return { ...performanceOf(simulation, hosts), leftOut, unshared: past.filter(isSharing).length };
}

/** Returns a function that tells whether a job could get all of its hosts at the same time if all hosts were free. */
function possibleOn(hosts: readonly HostRegistration[]): (job: SimulatedJob) => Promise<boolean> {
  const seen = new Map<string, boolean>();
  const free = hosts.map((host) => ({ ...host, generation: null, owner: null }));
  const options = { blessing: null, scope: null, harness: 'simulated', now: 0 };
  const isPossible = async ({ requests }: SimulatedJob): Promise<boolean> => {
    const wanted = Object.entries(requests).map(([ident, { flags, host }]) => {
      return { ident, flags, fixedHost: host ?? null };
    });
    try {
      const idents = await findCandidates(null, wanted, free, options);
      return searchHosts({ idents, plan: { Events: {} }, recipe: '', cost: DEFAULT_COST }) !== null;
    } catch (error) {
      if (error instanceof NoCandidateError || error instanceof BadRequestError) return false;
      throw error;
    }
  };
  return async (job) => {
    const key = JSON.stringify(job.requests);
    const known = seen.get(key) ?? (await isPossible(job));
    seen.set(key, known);
    return known;
  };
}

/** Returns the job for the simulation; null: no host of the lab can run it. */
function simulatedJob(past: PastJob, first: number, hosts: readonly HostRegistration[]): SimulatedJob | null {
  const idents = Object.keys(past.runvars).filter((name) => name === 'host' || name.endsWith('_host'));
  const requests: Record<string, HostRequest> = {};
  for (const ident of idents) {
    const request = requestOf(past, ident, hosts);
    if (request === null) return null;
    requests[ident] = request;
  }
  if (idents.length === 0 || new Set(idents.map((ident) => past.runvars[ident])).size < idents.length) return null;
  return {
    name: `${past.flight}.${past.job}`,
    arrivalMs: (past.began - first) * 1000,
    durationMs: past.durationSeconds * 1000,
    requests,
    recipe: past.recipe,
  };
}

/** Returns the request of an ident; if it is not known or no host satisfies it, the host that the job used. */
function requestOf(past: PastJob, ident: string, hosts: readonly HostRegistration[]): HostRequest | null {
  const wanted = wantedFlagsOf(past.runvars, ident).filter((flag) => !flag.startsWith('share-'));
  const blessed = past.intended === null ? [] : [`blessed-${past.intended}`];
  if (wanted.length > 0) {
    const flags = [...wanted, ...blessed.filter((flag) => hosts.some((host) => host.flags.includes(flag)))];
    if (hosts.some((host) => satisfies(ident, flags, host))) return { flags };
  }
  const used = past.runvars[ident]!;
  return hosts.some(({ name }) => name === used) ? { flags: [], host: used } : null;
}

/** Returns whether a host has the flags; false for invalid flags, with which the job ran on another host. */
function satisfies(ident: string, flags: readonly string[], host: HostRegistration): boolean {
  try {
    return missingOf(parseWantedFlags(ident, flags), host).length === 0;
  } catch {
    return false;
  }
}

function performanceOf({ runs, busyMs, endMs }: Simulation, hosts: readonly HostRegistration[]): LabPerformance {
  const waits = runs.flatMap(({ arrivalMs, startMs }) => (startMs === null ? [] : [startMs - arrivalMs]));
  const sorted = waits.toSorted((a, b) => a - b);
  const at = (part: number): number => (sorted.length === 0 ? 0 : quantile(sorted, part));
  return {
    hosts: hosts.length,
    jobs: runs.length,
    spanMs: endMs,
    jobsPerDay: endMs === 0 ? 0 : (runs.length * days(1)) / endMs,
    waits: { medianMs: at(0.5), p90Ms: at(0.9), p99Ms: at(0.99), maxMs: at(1) },
    use: Object.fromEntries([...busyMs].map(([host, ms]) => [host, endMs === 0 ? 0 : ms / endMs])),
  };
}
