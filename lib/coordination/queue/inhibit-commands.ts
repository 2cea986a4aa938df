import { ProtocolError } from '../protocol/command-line.ts';
import type { QueueClient } from './queue-client.ts';
import { inhibitedUntil, type QueueState } from './queue-state.ts';
import { requestRun } from './start-runs.ts';

const MAX_SECONDS = 1000;

/** Creates the command `inhibit SECONDS WHY`: no queue run starts for a while. */
export function inhibitCommand(state: QueueState) {
  return async ({ connection }: QueueClient, [text, why]: readonly string[]): Promise<void> => {
    if (!/^\s*[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?\s*$/i.test(text!)) {
      throw new ProtocolError(`expected number but got "${text}"`, { closes: true });
    }
    const seconds = Math.min(Math.trunc(Number(text)), MAX_SECONDS);
    const inhibition = { endsAtMs: state.clock.now() + seconds * 1000, why: why! };
    if (seconds > 0) {
      state.inhibitions.push(inhibition);
      await state.store.addInhibition(inhibition);
    }
    state.log(`inhibited for ${seconds} s: ${why}`);
    connection.send(`OK inhibit ${seconds}`);
  };
}

/** Creates the command `uninhibit`, which ends all inhibitions. */
export function uninhibitCommand(state: QueueState) {
  return async ({ connection }: QueueClient): Promise<void> => {
    inhibitedUntil(state); // removes those that have ended
    const count = state.inhibitions.length;
    const last = Math.max(0, ...state.inhibitions.map(({ endsAtMs }) => endsAtMs));
    state.inhibitions = [];
    await state.store.deleteInhibitions(last);
    connection.send(`OK uninhibit ${count}`);
    if (count > 0) requestRun(state);
  };
}
