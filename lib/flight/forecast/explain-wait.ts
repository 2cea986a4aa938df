import { describeHold, listHolds, type HostHold } from '../../coordination/host/hold-host.ts';
import { describeUse, listHosts, type HostRow } from '../../coordination/host/host-row.ts';
import {
  estimateFree,
  jobName,
  latestOf,
  type DurationsOf,
  type Estimate,
} from '../../coordination/plan/estimate-start.ts';
import { EMPTY_PLAN, type PlanDocument } from '../../coordination/plan/plan-document.ts';
import { pairEvents } from '../../coordination/plan/pair-events.ts';
import { listWaiters, readLastPlan, type Waiter } from '../../coordination/queue/list-waiters.ts';
import type { Queryable } from '../../db/pg-promise.ts';
import { readJobDurations } from '../../history/job-durations.ts';
import { readFlight, readJob, readRunvars } from '../../record/flights/read-records.ts';
import { loadJobRecipe } from '../load/load-job-recipe.ts';
import { hostDemand } from './host-demand.ts';

/** A host that a waiting job could use. */
export interface FittingHost {
  readonly name: string;
  /** Whether the job chose this host in its last turn. */
  readonly isChosen: boolean;
  /** The user of the host and since when, for people; or `free`. */
  readonly use: string;
  /** The person who holds the host or waits for it, for people. */
  readonly hold: string | null;
  /** When the present users are expected to release the host; null: it is free. */
  readonly until: Estimate | null;
  /** The next users in the plan, in order. Milliseconds since 1970. */
  readonly next: readonly { readonly who: string; readonly startMs: number; readonly endMs: number | null }[];
}

/** Why a job waits. */
export interface WaitExplanation {
  readonly waiter: Waiter;
  /** When the job is expected to get its hosts; null: it has not had its turn yet. */
  readonly start: Estimate | null;
  /** null: the needs of the job are not in this database. */
  readonly hosts: readonly FittingHost[] | null;
  /** The jobs before it in the queue; `rivals` are the hosts that both could use. */
  readonly ahead: readonly { readonly waiter: Waiter; readonly rivals: readonly string[] }[];
}

interface Lab {
  readonly waiters: readonly Waiter[];
  readonly plan: PlanDocument;
  readonly hosts: readonly HostRow[];
  readonly holds: readonly HostHold[];
  readonly durationsOf: DurationsOf;
  readonly nowMs: number;
}

/**
 * Explains why jobs wait, in the order of the queue: the hosts that each could use, their users, the jobs before it, and its
 * expected start.
 *
 * @param wanted - only this job, as `FLIGHT.JOB` or the name of the client.
 * @throws QueryError (`QUERY_FAILED`, blame lab), DatabaseLostError
 */
export async function explainWaits(
  db: Queryable,
  { nowMs, job: wanted }: { readonly nowMs: number; readonly job?: string | undefined },
): Promise<WaitExplanation[]> {
  const waiters = await listWaiters(db);
  const plan = (await readLastPlan(db)) ?? EMPTY_PLAN;
  const labels = Object.values(plan.Events).flatMap((events) => events.flatMap(({ Job }) => Job ?? []));
  const durations = await readJobDurations(db, labels.map(jobName));
  const [hosts, holds] = [await listHosts(db), await listHolds(db)];
  const lab: Lab = { waiters, plan, hosts, holds, durationsOf: (job) => durations.get(job), nowMs };
  const asked = waiters.filter(({ job }) => wanted === undefined || job === wanted);
  const fitting = new Map<Waiter, ReadonlySet<string> | null>();
  // each label is a job of another flight: their needs are read one by one
  for (const waiter of asked.length > 0 ? waiters : []) fitting.set(waiter, await fittingNames(db, waiter, hosts));
  return asked.map((waiter) => explain(lab, waiter, fitting));
}

/** Returns the names of the hosts that a waiter could use; null: not known. */
async function fittingNames(
  db: Queryable,
  { job: label }: Waiter,
  hosts: readonly HostRow[],
): Promise<ReadonlySet<string> | null> {
  const [, flight, job] = /^(\d{1,9})\.(.+)$/.exec(label ?? '') ?? [];
  if (flight === undefined || job === undefined) return null;
  const key = { flight: Number(flight), job };
  const row = await readJob(db, key);
  const recipe = row === null ? null : await loadJobRecipe(db, { ...key, recipe: row.recipe }).catch(() => null);
  if (recipe === null) return null;
  const runvars = Object.fromEntries((await readRunvars(db, key)).map(({ name, value }) => [name, value]));
  const intended = (await readFlight(db, key.flight))?.intended ?? null;
  return hostDemand(hosts, recipe, { runvars, intended }).candidates;
}

function explain(lab: Lab, waiter: Waiter, fitting: ReadonlyMap<Waiter, ReadonlySet<string> | null>): WaitExplanation {
  const chosen = new Set(waiter.wishes.map(({ reso }) => reso));
  const names = fitting.get(waiter) ?? null;
  const estimates = waiter.wishes.map(({ reso, startMs }) => estimateFree(lab.plan, reso, startMs / 1000, lab));
  const before = lab.waiters.filter(({ place }) => place < waiter.place);
  return {
    waiter,
    start: estimates.length === 0 ? null : latestOf(estimates),
    hosts:
      names === null
        ? null
        : lab.hosts.filter(({ name }) => names.has(name)).map((host) => fittingHost(lab, host, { waiter, chosen })),
    ahead: before.map((other) => {
      const theirs = fitting.get(other) ?? null;
      return { waiter: other, rivals: [...(names ?? [])].filter((name) => theirs?.has(name) === true) };
    }),
  };
}

function fittingHost(
  lab: Lab,
  host: HostRow,
  { waiter, chosen }: { readonly waiter: Waiter; readonly chosen: ReadonlySet<string> },
): FittingHost {
  const reso = `host ${host.name}`;
  const hold = lab.holds.find((one) => one.host === host.name) ?? null;
  const uses = pairEvents(lab.plan.Events[reso] ?? []);
  const next = uses.filter(([start]) => start.Allocated === undefined && start.Job !== (waiter.job ?? undefined));
  return {
    name: host.name,
    isChosen: chosen.has(reso),
    use: describeUse(host),
    hold: hold === null ? null : describeHold(hold),
    until: host.owner === null ? null : estimateFree(lab.plan, reso, lab.plan.Start + 1, lab),
    next: next.map(([start, end]) => ({
      who: start.Info.trim(),
      startMs: start.Time * 1000,
      endMs: end === null ? null : end.Time * 1000,
    })),
  };
}
