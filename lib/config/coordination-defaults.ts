import type { CostConfig, QueueTimesConfig } from '../../typings/config.ts';
import { days, seconds } from '../util/units.ts';

/** The waiting times of the original's queue daemon. */
export const DEFAULT_WAITS: QueueTimesConfig = {
  holdoffMs: seconds(30),
  thoughtsTimeoutMs: seconds(90),
  pollIntervalMs: seconds(60),
  planUpdateIntervalMs: seconds(300),
  startInhibitionMs: seconds(240),
  rogueSeconds: days(7) / 1000,
};

/** The cost coefficients of the original's allocator. */
export const DEFAULT_COST: CostConfig = {
  unknownDurationSeconds: 5000,
  unknownDurationAllowanceSeconds: -4000,
  durationMarginSeconds: 10,
  unknownAgeSeconds: days(90) / 1000,
  maxVariationBonus: 43_200,
  variationScale: 7200,
  previousFailureBonus: 604_800,
  equivalentFailureFactor: 6.5 / 7,
  shareReuseBonus: 10_000,
};
