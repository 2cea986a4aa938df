import type { PlanRequest } from '../plan/plan-types.ts';
import type { HostHistory } from './allocation-cost.ts';

/** A host that meets the request of an ident. */
export interface Candidate {
  readonly host: string;
  /** The class of equivalent hosts that it belongs to, if the ident requests a class. */
  readonly equivClass: string | null;
  readonly history: HostHistory;
  /** How the host may be shared; null: it is requested exclusively. */
  readonly share: { readonly type: string; readonly maxTasks: number; readonly maxWear: number } | null;
}

/** An ident of a job with its candidates. */
export interface IdentCandidates {
  readonly ident: string;
  /** Name of the requested class: all idents with the same name get hosts of one class. null: any class. */
  readonly equivWanted: string | null;
  readonly candidates: readonly Candidate[];
}

/** One host for each ident, with the time at which all are free, and the cost. */
export interface Choice {
  /** In the order of the idents. */
  readonly hosts: readonly { readonly ident: string; readonly candidate: Candidate }[];
  /** Seconds from the plan's Start. */
  readonly start: number;
  readonly shareReuse: number;
  readonly durationSeconds: number;
  readonly cost: number;
}

/** Returns the request of a candidate to the plan. */
export const planRequest = (ident: string, { host, share }: Candidate): PlanRequest => ({
  Reso: `host ${host}`,
  Ident: ident,
  ...(share === null ? {} : { Shared: share.type, SharedMaxWear: share.maxWear, SharedMaxTasks: share.maxTasks }),
});
