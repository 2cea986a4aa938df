/** How a booking uses a shared resource. */
export interface ShareUse {
  /** `TYPE HARNESSREV`: harnesses of two versions never share a prepared host. */
  readonly Type: string;
  /** Number of slots. */
  readonly Shares: number | string;
}

/** A change of what is available of one resource, as get-plan sends it. Source: queue daemon, get-plan. */
export interface PlanEvent {
  /** Seconds from the plan's Start. */
  readonly Time: number | string;
  readonly Type: 'Start' | 'End' | 'Unshare';
  /** How many more uses can start from then on. */
  readonly Avail: number | string;
  /** `FLIGHT.JOB` of the booking, if it has one. */
  readonly Job?: string;
  readonly Share?: ShareUse & { readonly Wear: number | string };
}

/** The plan that a harness gets for its turn: the uses of each resource. Numbers may be text (the original's are). */
export interface Plan {
  /** The moment to which times are relative, in seconds since 1970. */
  readonly Start?: number | string;
  /** By resource, such as `host host1`; sorted by Time. */
  readonly Events: Readonly<Record<string, readonly PlanEvent[]>>;
}

/** A resource requested for the whole of a job. */
export interface PlanRequest {
  /** Such as `host host1`. */
  readonly Reso: string;
  readonly Ident?: string;
  /** Share type (`TYPE HARNESSREV`) with which it may be shared; absent: requested exclusively. */
  readonly Shared?: string;
  /** Number of uses of a share after which it is not used again. */
  readonly SharedMaxWear?: number | string;
  readonly SharedMaxTasks?: number | string;
}
