import { ANY_FLIGHT } from './judge-request.ts';

/** Which past flights are looked at. What is left out restricts nothing. */
export interface HistoryScope {
  readonly branches?: readonly string[] | undefined;
  readonly blessings?: readonly string[] | undefined;
  /** As if later flights did not exist. */
  readonly maxFlight?: number | undefined;
  /** At most so many rows. */
  readonly limit?: number | undefined;
}

/** A scope as statements take it. */
export interface ScopeParams {
  readonly branches: readonly string[] | null;
  readonly blessings: readonly string[] | null;
  readonly maxFlight: number;
}

export const scopeParams = (scope: HistoryScope): ScopeParams => ({
  branches: scope.branches ?? null,
  blessings: scope.blessings ?? null,
  maxFlight: scope.maxFlight ?? ANY_FLIGHT,
});
