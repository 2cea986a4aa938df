/** A protection that is removed from a harness, to prove that the test notices. */
export type TakenOut = 'fencing' | 'retry' | 'unwinding';

/** The flag of hosts that are allocated outside of the queue; harnesses in the queue would hardly ever get one of them. */
export const SELF_SERVICE = 'self-service';

/** The only argument of a harness of the crash lab, as JSON. */
export interface HarnessOrders {
  readonly name: string;
  readonly seed: number;
  /** Configuration file. */
  readonly config: string;
  /** Whether its task depends on a connection to the owner daemon; otherwise on a session of the database. */
  readonly usesOwnerDaemon: boolean;
  /** Whether it waits in the queue; otherwise it allocates hosts when they become free. */
  readonly usesQueue: boolean;
  /** The socket of the fake hosts' switches. */
  readonly switchSocket: string;
  /** The number of jobs that it runs at the same time. */
  readonly parallel: number;
  /** The hosts that it requests, all together; none: one or two, any. */
  readonly hosts?: readonly string[];
  /** The maximum number of touches of a host in one job. */
  readonly touches: number;
  readonly takenOut: TakenOut | null;
}

/** A line that a harness prints on stdout, as JSON. */
export type HarnessReport =
  | { readonly kind: 'wants' }
  | { readonly kind: 'got'; readonly afterMs: number }
  | { readonly kind: 'done' }
  /** It found that it has lost its hosts or its task. */
  | { readonly kind: 'lost' }
  /** A violation of a rule. */
  | { readonly kind: 'failed'; readonly message: string }
  /** It has read `drain`, starts no more jobs, and has released everything; its task is still live. */
  | { readonly kind: 'idle' };
