import { pgp, type ConnectionParameters, type Queryable } from './pg-promise.ts';
import { connectFailure } from './failures.ts';
import type { ClientBase } from 'pg';

/** A dedicated session with the server, outside of any pool. */
export interface DirectConnection extends AsyncDisposable {
  readonly queryable: Queryable;
  readonly client: ClientBase;
  /** Sets whether the session prevents this process from exiting. Initially it does. */
  keepAlive(isWanted: boolean): void;
  /** Ends the session. Further calls have no effect. Never throws. */
  end(): Promise<void>;
}

/**
 * Opens a dedicated session.
 *
 * @param onLost - Called once, when the session ends without a call of `end`.
 * @throws DatabaseUnreachableError, DatabaseRefusedError - see {@link connectFailure}.
 */
export async function connectDirectly(
  parameters: ConnectionParameters,
  onLost?: (error: Error) => void,
): Promise<DirectConnection> {
  const database = pgp(parameters);
  let lost = false;
  try {
    const connection = await database.connect({
      direct: true,
      onLost: (error: Error) => {
        lost = true;
        onLost?.(error);
      },
    });
    let ending: Promise<void> | undefined;
    const client = connection.client as unknown as ClientBase & { ref(): void; unref(): void };
    client.on('error', () => undefined); // an error while the session ends has no other listener
    const end = (): Promise<void> => (ending ??= lost ? Promise.resolve() : endQuietly(() => connection.done()));
    const keepAlive = (isWanted: boolean): void => (isWanted ? client.ref() : client.unref());
    return { queryable: connection, client, keepAlive, end, [Symbol.asyncDispose]: end };
  } catch (error) {
    throw connectFailure(describeTarget(parameters), error);
  }
}

async function endQuietly(end: () => Promise<void> | void): Promise<void> {
  try {
    await end();
  } catch {
    // the session was lost in this moment, and so has ended
  }
}

/** Returns the server and database for messages, without a password. */
export function describeTarget(parameters: ConnectionParameters): string {
  const host = parameters.host ?? 'localhost';
  return `PostgreSQL ${host}${host.startsWith('/') ? '' : `:${parameters.port ?? 5432}`}, database ${parameters.database}`;
}
