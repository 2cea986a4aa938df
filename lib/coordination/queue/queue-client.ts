import type { Connection } from '../protocol/line-server.ts';

/** A harness connected to the queue daemon. */
export interface QueueClient {
  readonly connection: Connection;
  /** Source: set-info. */
  readonly info: Map<string, string>;
  /** When it joined the queue, in milliseconds since 1970; null: it is not in the queue. */
  waitingSinceMs: number | null;
}

/** Returns a whole number from set-info; null: not set, or not a number. */
export function numberInfo(client: QueueClient, name: string): number | null {
  const text = client.info.get(name);
  if (text === undefined || !/^\s*[-+]?(\d+\.?\d*|\.\d+)\s*$/.test(text)) return null;
  return Math.trunc(Number(text));
}

/** Orders clients: by lower priority, then lower sub-priority, then longer wait. */
export function compareClients(a: QueueClient, b: QueueClient): number {
  return (
    (numberInfo(a, 'priority') ?? 0) - (numberInfo(b, 'priority') ?? 0) ||
    (numberInfo(a, 'sub-priority') ?? 0) - (numberInfo(b, 'sub-priority') ?? 0) ||
    waitStart(a) - waitStart(b)
  );
}

const waitStart = (client: QueueClient): number =>
  (numberInfo(client, 'wait-start') ?? Math.floor((client.waitingSinceMs ?? 0) / 1000)) +
  (numberInfo(client, 'wait-start-adjust') ?? 0);

/** Returns the name of a client for messages. */
export const describeClient = (client: QueueClient): string => client.info.get('job') ?? client.connection.peer;
