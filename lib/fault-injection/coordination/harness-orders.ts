/** What is taken out of a harness, to see that the test notices. */
export type TakenOut = 'fencing' | 'retry' | 'unwinding';

/** Flag of the hosts that may be taken outside of the queue; those who wait there would hardly get one of them. */
export const SELF_SERVICE = 'self-service';

/** What a harness of the crash lab is started with: JSON, its only argument. */
export interface HarnessOrders {
  readonly name: string;
  readonly seed: number;
  /** Configuration file. */
  readonly config: string;
  /** Whether its task lives with its connection to the owner daemon, else with one to the database. */
  readonly usesOwnerDaemon: boolean;
  /** Whether it waits in the queue, else it takes hosts as they come free. */
  readonly usesQueue: boolean;
  /** Socket of the fake hosts' switches. */
  readonly switchSocket: string;
  /** How many jobs it runs at the same time. */
  readonly parallel: number;
  /** The hosts that it wants, all together; none: one or two, any. */
  readonly hosts?: readonly string[];
  /** Most touches of a host in one job. */
  readonly touches: number;
  readonly takenOut: TakenOut | null;
}

/** What a harness says on its stdout, one JSON a line. */
export type HarnessReport =
  | { readonly kind: 'wants' }
  | { readonly kind: 'got'; readonly afterMs: number }
  | { readonly kind: 'done' }
  /** It found out that its hosts, or its task, are not its own any more. */
  | { readonly kind: 'lost' }
  /** What must not happen. */
  | { readonly kind: 'failed'; readonly message: string }
  /** It was told to begin no more jobs, and has given back everything; its task is still live. */
  | { readonly kind: 'idle' };
