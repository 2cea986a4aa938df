import type { Config } from '../../../typings/config.ts';
import type { Db } from '../../db/db.ts';
import { openDatabase } from '../../db/open-database.ts';
import { withReconnect } from '../../db/with-reconnect.ts';
import { describeError } from '../../errors/osstest-error.ts';
import { UsageError } from '../../errors/usage-error.ts';
import type { ListenAddress } from '../../coordination/protocol/network.ts';
import { currentDate } from '../../util/clock.ts';
import type { CliContext } from '../define-command.ts';

/** `ADDRESS:PORT`, `[ADDRESS]:PORT` or `PORT`. */
export function parseListen(text: string): ListenAddress {
  const match = /^(?:(?:\[([^\]]+)\]|([^:]+)):)?(\d{1,5})$/.exec(text);
  if (match === null || Number(match[3]) > 65_535) {
    throw new UsageError(`"${text}" is no address to listen on; such as 4031, 10.0.0.1:4031 or [::]:4031`);
  }
  return { host: match[1] ?? match[2] ?? '127.0.0.1', port: Number(match[3]) };
}

export const LISTEN_FLAG = {
  kind: 'parsed',
  parse: parseListen,
  optional: true,
  brief:
    'Where to listen: PORT (on 127.0.0.1), ADDRESS:PORT or [ADDRESS]:PORT; default: where the configuration has it',
  placeholder: 'ADDRESS',
} as const;

/** A daemon's log: one line of what happens, with its time, on stderr. */
export const daemonLog =
  (context: CliContext) =>
  (message: string): void =>
    context.progress(`${currentDate().toISOString()} ${message}`);

/**
 * Opens the database for a daemon. One that is out of reach for the moment, such as when both are restarted, is waited for,
 * a minute long.
 *
 * @throws what openDatabase throws.
 */
export function openDaemonDatabase(context: CliContext, config: Config): Promise<Db> {
  const { signal } = context;
  const onOutage = (error: unknown): void => daemonLog(context)(describeError(error));
  return withReconnect(() => openDatabase(config, { signal }), { signal, onOutage });
}
