import { DaemonError } from '../../errors/coordination-errors.ts';
import { describeError } from '../../errors/osstest-error.ts';
import type { Clock } from '../../util/clock.ts';
import type { PlanBooking } from '../plan/book-plan.ts';
import type { Plan } from '../plan/plan-types.ts';
import { connectLines, type LineClient } from '../protocol/line-client.ts';
import type { ListenAddress, Network } from '../protocol/network.ts';
import { sendHeartbeats } from '../protocol/send-heartbeats.ts';

/** A client's turn at the plan. */
export interface Turn {
  /** The turn allows only wishes; nothing may be allocated. */
  readonly noalloc: boolean;
  getPlan(): Promise<Plan>;
  book(bookings: readonly PlanBooking[]): Promise<void>;
}

/** The result of a turn. */
export type Thought<T> = { readonly done: T } | { readonly wait: string };

export interface ThinkOptions<T> {
  readonly address: ListenAddress;
  /** Source: set-info; the original's names: priority, sub-priority, preinfo, wait-start, wait-start-adjust, job. */
  readonly info: Readonly<Record<string, string>>;
  /** Reads the plan, and allocates free resources or books wishes. */
  readonly think: (turn: Turn) => Promise<Thought<T>>;
  /** Releases the allocations of a turn that the daemon does not know about. */
  readonly undo: (taken: T) => Promise<void>;
  readonly clock: Clock;
  /** Default: TCP. */
  readonly network?: Network | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onWaiting?: ((message: string) => void) | undefined;
  /** Pause before a reconnection. Source: QueueDaemonRetry. */
  readonly retryMs: number;
  /** Maximum number of reconnections. */
  readonly maxRetries: number;
  /** The daemon is one of ours, and our silence of this length means that we are dead; null: an original daemon. */
  readonly heartbeatSeconds: number | null;
}

/**
 * Waits in the queue and uses each of our turns until one succeeds.
 *
 * When the daemon is lost or answers with an error, releases the allocations of the turn and reconnects.
 *
 * @throws DaemonError (`DAEMON_FAILED`, blame lab) - all reconnections failed; what `think` throws.
 */
export async function thinkInQueue<T>(options: ThinkOptions<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    options.signal?.throwIfAborted();
    try {
      return await waitForTurns(options);
    } catch (error) {
      options.signal?.throwIfAborted();
      if (!(error instanceof DaemonError) || attempt > options.maxRetries) throw error;
      options.onWaiting?.(`${describeError(error)}; trying again in ${options.retryMs / 1000} s`);
    }
    await options.clock.sleep(options.retryMs, options.signal);
  }
}

async function waitForTurns<T>(options: ThinkOptions<T>): Promise<T> {
  const { address, signal, network } = options;
  await using client = await connectLines({ banner: 'ms-queuedaemon', address, signal, network });
  const beating = new AbortController();
  try {
    await introduce(client, options);
    const { clock, heartbeatSeconds: seconds } = options;
    if (seconds !== null) void sendHeartbeats(client, { clock, seconds, signal: beating.signal });
    await client.command('wait');
    options.onWaiting?.('waiting for a turn in the queue');
    for (;;) {
      const notice = await client.nextNotice(signal);
      if (!notice.startsWith('OK think')) continue; // "too pensive" is about a turn, which fails on its own
      const done = await takeTurn(client, notice.includes('noalloc'), options);
      if (done !== null) return done.value;
    }
  } finally {
    beating.abort();
  }
}

/** Source: the original's order. */
const USUAL_INFO = [
  'priority',
  'sub-priority',
  'preinfo',
  'feature-noalloc',
  'wait-start',
  'wait-start-adjust',
  'job',
] as const;

async function introduce<T>(client: LineClient, { info, heartbeatSeconds }: ThinkOptions<T>): Promise<void> {
  if (heartbeatSeconds !== null) await client.command('heartbeat', heartbeatSeconds);
  const all: Readonly<Record<string, string>> = { ...info, 'feature-noalloc': '1' };
  for (const name of new Set([...USUAL_INFO.filter((usual) => all[usual] !== undefined), ...Object.keys(all)])) {
    await client.command('set-info', name, all[name]!);
  }
}

async function takeTurn<T>(
  client: LineClient,
  noalloc: boolean,
  options: ThinkOptions<T>,
): Promise<{ readonly value: T } | null> {
  const thought = await options.think({
    noalloc,
    getPlan: async () => JSON.parse(await client.commandForData('get-plan')) as Plan,
    book: async (bookings) => {
      await client.commandWithData('book-resources', JSON.stringify({ Bookings: bookings }));
    },
  });
  if ('wait' in thought) {
    options.onWaiting?.(thought.wait);
    await client.command('thought-wait');
    return null;
  }
  try {
    await client.command('thought-done');
    return { value: thought.done };
  } catch (error) {
    await options.undo(thought.done); // the daemon may not have got the command
    throw error;
  }
}
