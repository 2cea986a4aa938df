import type { PlanRequest } from '../plan/plan-types.ts';
import type { HostHistory } from './allocation-cost.ts';

/** A host that would do for an ident. */
export interface Candidate {
  readonly host: string;
  /** The class of equivalent hosts to which it belongs, where the ident asks for one. */
  readonly equivClass: string | null;
  readonly history: HostHistory;
  /** As what it may be shared; null: it is wanted alone. */
  readonly share: { readonly type: string; readonly maxTasks: number; readonly maxWear: number } | null;
}

/** An ident of a job and the hosts that would do. */
export interface IdentCandidates {
  readonly ident: string;
  /** All idents that want a class of the same name get hosts of one class; null: it does not matter. */
  readonly equivWanted: string | null;
  readonly candidates: readonly Candidate[];
}

/** One host for each ident, when they are free together, and what that choice costs. */
export interface Choice {
  /** In the order of the idents. */
  readonly hosts: readonly { readonly ident: string; readonly candidate: Candidate }[];
  /** Seconds from the plan's Start. */
  readonly start: number;
  readonly shareReuse: number;
  readonly durationSeconds: number;
  readonly cost: number;
}

/** What a candidate asks of the plan. */
export const planRequest = (ident: string, { host, share }: Candidate): PlanRequest => ({
  Reso: `host ${host}`,
  Ident: ident,
  ...(share === null ? {} : { Shared: share.type, SharedMaxWear: share.maxWear, SharedMaxTasks: share.maxTasks }),
});
