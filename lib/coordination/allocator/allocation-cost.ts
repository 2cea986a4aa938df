import type { CostConfig } from '../../../typings/config.ts';
import { DEFAULT_COST } from '../../config/coordination-defaults.ts';

/** The history of one host of a combination, on the branch. */
export interface HostHistory {
  /** Longest of the recent runs; null: unknown. */
  readonly durationSeconds: number | null;
  /**
   * Since the last start of the job on this host as this ident; null: unknown, or longer ago than the search goes back.
   */
  readonly secondsSinceLastStart: number | null;
  readonly lastStatus: string | null;
  /** Last status of the job on any host of the same equivalence class. */
  readonly lastStatusEquivalent: string | null;
}

/** The coefficients of the cost of a choice. */
export type CostCoefficients = CostConfig;

export { DEFAULT_COST };

/**
 * Returns the coefficients with a job's runvars applied. Source: runvars
 * hostalloc_{maxbonus_variation,bonus_previousfail,bonus_sharereuse}.
 */
export function costCoefficients(
  runvars: Readonly<Record<string, string>>,
  base: CostCoefficients = DEFAULT_COST,
): CostCoefficients {
  const number = (name: string, value: number): number => (runvars[name] === undefined ? value : Number(runvars[name]));
  return {
    ...base,
    maxVariationBonus: number('hostalloc_maxbonus_variation', base.maxVariationBonus),
    previousFailureBonus: number('hostalloc_bonus_previousfail', base.previousFailureBonus),
    shareReuseBonus: number('hostalloc_bonus_sharereuse', base.shareReuseBonus),
  };
}

/**
 * Small enough that no preference is worth a second of waiting, large enough to decide between hosts that are equally
 * free.
 */
const NEVER_WAIT = 1e-6;

/**
 * Returns the same preferences scaled so that no job waits for a preferred host. Used without a queue, where hosts are
 * allocated when they become free.
 */
export const withoutWaiting = (cost: CostCoefficients): CostCoefficients => ({
  ...cost,
  maxVariationBonus: cost.maxVariationBonus * NEVER_WAIT,
  variationScale: cost.variationScale * NEVER_WAIT,
  previousFailureBonus: cost.previousFailureBonus * NEVER_WAIT,
  shareReuseBonus: cost.shareReuseBonus * NEVER_WAIT,
});

/** Returns how long to book the hosts: the longest known duration and a margin. */
export function planDuration(hosts: readonly HostHistory[], cost: CostCoefficients = DEFAULT_COST): number {
  let longest: number | null = null;
  for (const { durationSeconds } of hosts) {
    if (durationSeconds !== null && (longest === null || durationSeconds > longest)) longest = durationSeconds;
  }
  return (longest ?? cost.unknownDurationSeconds) + cost.durationMarginSeconds;
}

export interface AllocationCostInput {
  /** Name of the job's recipe: builds do not vary their hosts. */
  readonly recipe: string;
  /** Seconds from the plan's Start at which all hosts are free. */
  readonly start: number;
  readonly shareReuse: number;
  readonly runvars: Readonly<Record<string, string>>;
  readonly hosts: readonly HostHistory[];
  readonly coefficients?: CostCoefficients;
}

/** Returns the cost of a choice of hosts, about in seconds, and how long they are booked. The lowest cost wins. */
export function allocationCost(input: AllocationCostInput): {
  readonly cost: number;
  readonly planDurationSeconds: number;
} {
  const cost = costCoefficients(input.runvars, input.coefficients);
  return { cost: costOf(input, cost), planDurationSeconds: planDuration(input.hosts, cost) };
}

/** Returns the cost with coefficients to which the runvars are already applied. */
export function costOf(input: Omit<AllocationCostInput, 'runvars' | 'coefficients'>, cost: CostCoefficients): number {
  const { hosts, start } = input;
  const isBuild = input.recipe.includes('build');
  const unknown = hosts.every((host) => host.durationSeconds === null);
  const allowance = unknown && start <= 0 ? cost.unknownDurationAllowanceSeconds : 0;
  const buildCost = isBuild ? planDuration(hosts, cost) + allowance : 0;
  const failed = hosts.filter((host) => host.lastStatus === 'fail').length;
  const equivalentFailed = hosts.filter((host) => host.lastStatusEquivalent === 'fail').length;
  const bonus = failureBonus(failed, equivalentFailed, hosts.length, cost);
  const variation = isBuild ? 0 : variationBonus(sumOfAges(hosts, cost), cost);
  const variationCost = failed > 0 || equivalentFailed > 0 ? variation - cost.maxVariationBonus : -variation;
  return start + buildCost - bonus + variationCost - input.shareReuse * cost.shareReuseBonus;
}

/** Returns the bonus for a long time since the last start on these hosts. */
export const variationBonus = (ageSeconds: number, cost: CostCoefficients): number =>
  Math.min(cost.variationScale * Math.log(1 + ageSeconds / 86_400), cost.maxVariationBonus);

const sumOfAges = (hosts: readonly HostHistory[], cost: CostCoefficients): number =>
  hosts.reduce((sum, host) => sum + (host.secondsSinceLastStart ?? cost.unknownAgeSeconds), 0);

/** Returns the bonus for repeating a failure on the host on which it happened, or on an equivalent host. */
function failureBonus(failed: number, equivalentFailed: number, hosts: number, cost: CostCoefficients): number {
  if (failed === hosts) return cost.previousFailureBonus;
  if (equivalentFailed === hosts) return cost.equivalentFailureFactor * cost.previousFailureBonus;
  return 0;
}
