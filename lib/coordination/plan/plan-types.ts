/** How a booking uses a shared resource. */
export interface ShareUse {
  /** `TYPE HARNESSREV`: harnesses of two versions never share a prepared host. */
  readonly Type: string;
  /** Number of slots. */
  readonly Shares: number | string;
}

/** A change of what is available of one resource, as get-plan gives it. Source: queue daemon, get-plan. */
export interface PlanEvent {
  /** Seconds from the plan's Start. */
  readonly Time: number | string;
  readonly Type: 'Start' | 'End' | 'Unshare';
  /** How many more can start from then on. */
  readonly Avail: number | string;
  /** `FLIGHT.JOB` of the booking, where it said so. */
  readonly Job?: string;
  readonly Share?: ShareUse & { readonly Wear: number | string };
}

/** What a thinking harness looks at: when which resource is used. Numbers may be text (the original's are). */
export interface Plan {
  /** The moment that times are relative to, seconds since 1970. */
  readonly Start?: number | string;
  /** By resource, such as `host host1`; sorted by Time. */
  readonly Events: Readonly<Record<string, readonly PlanEvent[]>>;
}

/** A resource wanted for the whole of a job. */
export interface PlanRequest {
  /** Such as `host host1`. */
  readonly Reso: string;
  readonly Ident?: string;
  /** Share type (`TYPE HARNESSREV`) with which it may be shared; absent: wanted alone. */
  readonly Shared?: string;
  /** Uses of a share after which it is not used again. */
  readonly SharedMaxWear?: number | string;
  readonly SharedMaxTasks?: number | string;
}
