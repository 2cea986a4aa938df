import type { ConfigSettings, CoordinationConfig, DaemonAddress } from '../../typings/config.ts';
import { DEFAULT_COST, DEFAULT_WAITS } from './coordination-defaults.ts';

/** What osstest.yaml says about booking, with the defaults: the original's, where it has the key. */
export function resolveCoordination(settings: NonNullable<ConfigSettings['coordination']>): CoordinationConfig {
  const { ownerDaemon, queueDaemon, cost, ...numbers } = settings;
  return {
    heartbeatSeconds: 10,
    graceMs: 15_000,
    retryMs: 120_000,
    maxRetries: 60,
    ...DEFAULT_WAITS,
    ...numbers,
    ownerDaemon: parseAddress(ownerDaemon),
    queueDaemon: parseAddress(queueDaemon),
    cost: { ...DEFAULT_COST, ...cost },
  };
}

/** `HOST:PORT` or `[ADDRESS]:PORT`, as the schema has let it through. */
function parseAddress(text: string | null | undefined): DaemonAddress | null {
  const [, literal, name, port] = /^(?:\[(.+)\]|(.+)):(\d+)$/.exec(text ?? '') ?? [];
  return port === undefined ? null : { host: (literal ?? name)!, port: Number(port) };
}
