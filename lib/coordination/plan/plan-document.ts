/** A present allocation with its booking. */
export interface PlanAllocation {
  readonly Task: number;
  /** Text to show: the owner. */
  readonly Info: string;
  readonly Job?: string;
  /** Seconds since 1970. */
  readonly Start: number;
  /** Seconds since 1970. Absent for rogues: allocations without a booking. */
  readonly End?: number;
  readonly Live: 0 | 1;
}

/** A change of what is available, with its absolute time and its cause. */
export interface StoredEvent {
  /** Seconds since 1970. */
  readonly Time: number;
  readonly Type: 'Start' | 'End' | 'Unshare';
  /** How many more uses can start from then on. */
  readonly Avail: number;
  /** Text to show: the cause. */
  readonly Info: string;
  readonly Job?: string;
  readonly Share?: { readonly Type: string; readonly Shares: number; readonly Wear: number };
  readonly Allocated?: { readonly Shareix: number; readonly Task: number; readonly Live: 0 | 1 };
}

/** An event before its check, which computes the missing fields. */
export type RawEvent = Omit<StoredEvent, 'Avail' | 'Share'> & {
  readonly Share?: { readonly Type: string; readonly Shares: number };
};

/**
 * The whole knowledge of the queue daemon: present allocations, and wishes with their times. Source: table
 * coordination_plans.
 */
export interface PlanDocument {
  /** Seconds since 1970: the moment of the plan. The times of get-plan are relative to it. */
  readonly Start: number;
  /** By `restype resname shareix`. */
  readonly Allocations: Readonly<Record<string, PlanAllocation>>;
  /** The clients that were passed over in a projection. */
  readonly Unprocessed: readonly string[];
  /** By `restype resname`; sorted. */
  readonly Events: Readonly<Record<string, readonly StoredEvent[]>>;
}

/** The plan of a lab without allocations and wishes. */
export const EMPTY_PLAN: PlanDocument = { Start: 0, Allocations: {}, Unprocessed: [], Events: {} };

/** Returns whether a value from the database is a plan of this version. */
export function isPlanDocument(value: unknown): value is PlanDocument {
  if (typeof value !== 'object' || value === null) return false;
  const plan = value as Partial<Record<keyof PlanDocument, unknown>>;
  const isRecord = (part: unknown): boolean => typeof part === 'object' && part !== null && !Array.isArray(part);
  return (
    Number.isInteger(plan.Start) &&
    isRecord(plan.Allocations) &&
    isRecord(plan.Events) &&
    Array.isArray(plan.Unprocessed) &&
    Object.values(plan.Events as object).every(Array.isArray)
  );
}
