import { SshConnectionError } from '../../errors/ssh-errors.ts';
import { onAbort, orAborted } from '../../util/abort.ts';
import type { Link } from './link.ts';

/** The present connection of a host, if any; made when it is needed. */
export interface KeptLink {
  /** The present connection; null: there is none now. */
  present(): Link | null;
  /**
   * The present connection, or a new one. Those who ask at the same time get the same.
   * @throws what dialling throws; the signal's reason when it is aborted.
   */
  get(signal?: AbortSignal): Promise<Link>;
  /** Ends the present one. */
  drop(): Promise<void>;
  /** Ends the present one and refuses new ones. */
  end(): Promise<void>;
}

interface Attempt {
  readonly stop: AbortController;
  readonly link: Promise<Link>;
  made: Link | null;
}

/** Keeps what `dial` makes. */
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
    attempt.stop.abort(closed('the connection was ended while it was being made'));
    const link = await attempt.link.catch(() => null);
    await link?.close();
  };
  return {
    present: () => present?.made ?? null,
    get: async (signal) => {
      signal?.throwIfAborted();
      if (isEnded) throw closed('the ssh connection was used after its end');
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
