import type { CostConfig } from '../../../typings/config.ts';
import { DEFAULT_COST } from '../../config/coordination-defaults.ts';

/** What is known about one host of a combination, from the history of the branch. */
export interface HostHistory {
  /** Longest of the recent runs; null: unknown. */
  readonly durationSeconds: number | null;
  /** Of the job on this host as this ident; null: not known, longer ago than looked for. */
  readonly secondsSinceLastStart: number | null;
  readonly lastStatus: string | null;
  /** Of the job on any host of the same equivalence class. */
  readonly lastStatusEquivalent: string | null;
}

/** What the cost of a choice is made of. */
export type CostCoefficients = CostConfig;

export { DEFAULT_COST };

/** The coefficients with a job's runvars over them. Source: runvars hostalloc_{maxbonus_variation,bonus_previousfail,bonus_sharereuse}. */
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

/** Small enough that no preference is worth a second of waiting, large enough to decide between hosts that are free alike. */
const NEVER_WAIT = 1e-6;

/** The same preferences where nobody waits for a preferred host: without a queue, hosts are taken as they come free. */
export const withoutWaiting = (cost: CostCoefficients): CostCoefficients => ({
  ...cost,
  maxVariationBonus: cost.maxVariationBonus * NEVER_WAIT,
  variationScale: cost.variationScale * NEVER_WAIT,
  previousFailureBonus: cost.previousFailureBonus * NEVER_WAIT,
  shareReuseBonus: cost.shareReuseBonus * NEVER_WAIT,
});

/** How long to book the hosts for: the longest known duration and a margin. */
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
  /** Seconds from the plan's Start at which the hosts are free together. */
  readonly start: number;
  readonly shareReuse: number;
  readonly runvars: Readonly<Record<string, string>>;
  readonly hosts: readonly HostHistory[];
  readonly coefficients?: CostCoefficients;
}

/** The cost of a choice of hosts (the lowest wins, about in seconds) and how long they are booked for. */
export function allocationCost(input: AllocationCostInput): {
  readonly cost: number;
  readonly planDurationSeconds: number;
} {
  const cost = costCoefficients(input.runvars, input.coefficients);
  return { cost: costOf(input, cost), planDurationSeconds: planDuration(input.hosts, cost) };
}

/** The same with the runvars worked in already. */
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

/** What a long time since the last start on these hosts is worth. */
export const variationBonus = (ageSeconds: number, cost: CostCoefficients): number =>
  Math.min(cost.variationScale * Math.log(1 + ageSeconds / 86_400), cost.maxVariationBonus);

const sumOfAges = (hosts: readonly HostHistory[], cost: CostCoefficients): number =>
  hosts.reduce((sum, host) => sum + (host.secondsSinceLastStart ?? cost.unknownAgeSeconds), 0);

/** What it is worth to look at a failure again on the host (or its like) on which it happened. */
function failureBonus(failed: number, equivalentFailed: number, hosts: number, cost: CostCoefficients): number {
  if (failed === hosts) return cost.previousFailureBonus;
  if (equivalentFailed === hosts) return cost.equivalentFailureFactor * cost.previousFailureBonus;
  return 0;
}
