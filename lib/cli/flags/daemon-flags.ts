import { UsageError } from '../../errors/usage-error.ts';
import type { ListenAddress } from '../../coordination/protocol/network.ts';
import { currentDate } from '../../util/clock.ts';
import type { CliContext } from '../shared/define-command.ts';

/** Reads `ADDRESS:PORT`, `[ADDRESS]:PORT` or `PORT`. @throws UsageError (`USAGE`, blame operator) */
export function parseListen(text: string): ListenAddress {
  const match = /^(?:(?:\[([^\]]+)\]|([^:]+)):)?(\d{1,5})$/.exec(text);
  if (match === null || Number(match[3]) > 65_535) {
    throw new UsageError(`"${text}" is not an address; write 4031, 10.0.0.1:4031 or [::]:4031`);
  }
  return { host: match[1] ?? match[2] ?? '127.0.0.1', port: Number(match[3]) };
}

export const LISTEN_FLAG = {
  kind: 'parsed',
  parse: parseListen,
  optional: true,
  brief:
    'Address to listen on: PORT (on 127.0.0.1), ADDRESS:PORT or [ADDRESS]:PORT; default: that of the configuration',
  placeholder: 'ADDRESS',
} as const;

/** Returns the log function of a daemon: one line with the time, on stderr. */
export const daemonLog =
  (context: CliContext) =>
  (message: string): void =>
    context.progress(`${currentDate().toISOString()} ${message}`);
