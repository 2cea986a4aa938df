import type { ConfigSettings, CoordinationConfig, DaemonAddress } from '../../typings/config.ts';

/** What osstest.yaml says about booking, with the defaults: the original's, where it has the key. */
export function resolveCoordination(settings: NonNullable<ConfigSettings['coordination']>): CoordinationConfig {
  const { ownerDaemon, queueDaemon, cost, ...numbers } = settings;
  return {
    heartbeatSeconds: 10,
    graceMs: 15_000,
    retryMs: 120_000,
    maxRetries: 60,
    holdoffMs: 30_000,
    thoughtsTimeoutMs: 90_000,
    pollIntervalMs: 60_000,
    planUpdateIntervalMs: 300_000,
    startInhibitionMs: 240_000,
    rogueSeconds: 604_800,
    ...numbers,
    ownerDaemon: parseAddress(ownerDaemon),
    queueDaemon: parseAddress(queueDaemon),
    cost: {
      unknownDurationSeconds: 5000,
      unknownDurationAllowanceSeconds: -4000,
      durationMarginSeconds: 10,
      unknownAgeSeconds: 7_776_000,
      maxVariationBonus: 43_200,
      variationScale: 7200,
      previousFailureBonus: 604_800,
      equivalentFailureFactor: 6.5 / 7,
      shareReuseBonus: 10_000,
      ...cost,
    },
  };
}

/** `HOST:PORT` or `[ADDRESS]:PORT`, as the schema has let it through. */
function parseAddress(text: string | null | undefined): DaemonAddress | null {
  const [, literal, name, port] = /^(?:\[(.+)\]|(.+)):(\d+)$/.exec(text ?? '') ?? [];
  return port === undefined ? null : { host: (literal ?? name)!, port: Number(port) };
}
