import { ProtocolError } from '../protocol/command-line.ts';
import type { QueueClient } from './queue-client.ts';
import type { QueueState } from './queue-state.ts';

/**
 * Creates the command `uptime SECONDS`: the client's machine started so many seconds ago, so its older tasks have
 * ended.
 */
export function uptimeCommand(state: QueueState) {
  return async ({ connection }: QueueClient, [seconds]: readonly string[]): Promise<void> => {
    const upSeconds = Number(seconds);
    if (seconds!.trim() === '' || !Number.isFinite(upSeconds)) {
      throw new ProtocolError(`can't use non-numeric string as operand of "-"`, { closes: true });
    }
    const before = Math.floor(state.clock.now() / 1000) - upSeconds;
    for (const task of await state.store.killTasksBefore(connection.address, before)) {
      const text = `${task.taskid} ownd ${task.refkey} ${task.refinfo}`;
      connection.send(task.killed ? `!OK uptime killed ${text}` : `!WARNING uptime bad-refinfo ${text}`);
    }
    connection.send('OK uptime');
  };
}
