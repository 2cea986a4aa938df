import type { ConfigSettings, CoordinationConfig, DaemonAddress } from '../../typings/config.ts';
import { DEFAULT_COST, DEFAULT_WAITS } from './coordination-defaults.ts';

/** Returns the section `coordination` with its defaults. They are those of the original where it has the setting. */
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

/** Parses `HOST:PORT` or `[ADDRESS]:PORT`, which the schema has accepted; null: no address. */
function parseAddress(text: string | null | undefined): DaemonAddress | null {
  const [, literal, name, port] = /^(?:\[(.+)\]|(.+)):(\d+)$/.exec(text ?? '') ?? [];
  return port === undefined ? null : { host: (literal ?? name)!, port: Number(port) };
}
