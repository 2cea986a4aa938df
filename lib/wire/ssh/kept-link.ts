import { SshConnectionError } from '../../errors/ssh-errors.ts';
import { onAbort, orAborted } from '../../util/abort.ts';
import type { Link } from './link.ts';

/** The connection of a host, which is opened when it is needed. */
export interface KeptLink {
  /** Returns the present connection; null: there is none now. */
  present(): Link | null;
  /**
   * Returns the present connection, or a new one. Concurrent calls share one connection.
   * @throws The errors of `dial`; the signal's reason when it is aborted.
   */
  get(signal?: AbortSignal): Promise<Link>;
  /** Closes the present connection. */
  drop(): Promise<void>;
  /** Closes the present connection and rejects later calls of `get`. */
  end(): Promise<void>;
}

interface Attempt {
  readonly stop: AbortController;
  readonly link: Promise<Link>;
  made: Link | null;
}

/** Keeps the connection that `dial` opens, and dials again after its loss. */
export function keepLink(host: string, dial: (signal: AbortSignal) => Promise<Link>): KeptLink {
  let present: Attempt | null = null;
  let isEnded = false;
  const closed = (why: string): SshConnectionError => new SshConnectionError(host, 'closed', why);

  const begin = (): Attempt => {
    const stop = new AbortController();
    const attempt: Attempt = { stop, link: dial(stop.signal), made: null };
    const forget = (): void => {
      if (present === attempt) present = null;
    };
    attempt.link.then((link) => {
      attempt.made = link;
      onAbort(link.lost, forget);
    }, forget);
    return attempt;
  };
  const drop = async (): Promise<void> => {
    const attempt = present;
    present = null;
    if (attempt === null) return;
    attempt.stop.abort(closed('the connection was closed before it was established'));
    const link = await attempt.link.catch(() => null);
    await link?.close();
  };
  return {
    present: () => present?.made ?? null,
    get: async (signal) => {
      signal?.throwIfAborted();
      if (isEnded) throw closed('the ssh connection was used after it was closed');
      present ??= begin();
      return orAborted(present.link, signal);
    },
    drop,
    end: async () => {
      isEnded = true;
      await drop();
    },
  };
}
