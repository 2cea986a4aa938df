/** A booking that has been taken: what the plan knows about a present allocation. */
export interface PlanAllocation {
  readonly Task: number;
  /** For people: who has it. */
  readonly Info: string;
  readonly Job?: string;
  /** Seconds since 1970. */
  readonly Start: number;
  /** Seconds since 1970. Absent for rogues: allocations that nobody has booked. */
  readonly End?: number;
  readonly Live: 0 | 1;
}

/** A change of what is available, with absolute times and with who does it. */
export interface StoredEvent {
  /** Seconds since 1970. */
  readonly Time: number;
  readonly Type: 'Start' | 'End' | 'Unshare';
  /** How many more can start from then on. */
  readonly Avail: number;
  /** For people: who. */
  readonly Info: string;
  readonly Job?: string;
  readonly Share?: { readonly Type: string; readonly Shares: number; readonly Wear: number };
  readonly Allocated?: { readonly Shareix: number; readonly Task: number; readonly Live: 0 | 1 };
}

/** An event before it is checked: what the check works out is not there yet. */
export type RawEvent = Omit<StoredEvent, 'Avail' | 'Share'> & {
  readonly Share?: { readonly Type: string; readonly Shares: number };
};

/** The queue daemon's whole knowledge of who has what, and who wishes what when. Source: table coordination_plans. */
export interface PlanDocument {
  /** Seconds since 1970: the moment used as now, and that get-plan's times are relative to. */
  readonly Start: number;
  /** By `restype resname shareix`. */
  readonly Allocations: Readonly<Record<string, PlanAllocation>>;
  /** Who was passed over in a projection. */
  readonly Unprocessed: readonly string[];
  /** By `restype resname`; sorted. */
  readonly Events: Readonly<Record<string, readonly StoredEvent[]>>;
}

/** The plan of a lab in which nothing has happened yet. */
export const EMPTY_PLAN: PlanDocument = { Start: 0, Allocations: {}, Unprocessed: [], Events: {} };

/** Whether something read from the database is a plan of a kind that we understand. */
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
