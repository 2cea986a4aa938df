import { ANY_FLIGHT } from './judge-request.ts';

/** The past flights that count. An absent field does not restrict them. */
export interface HistoryScope {
  readonly branches?: readonly string[] | undefined;
  readonly blessings?: readonly string[] | undefined;
  /** Ignores later flights. */
  readonly maxFlight?: number | undefined;
  /** Maximum number of rows. */
  readonly limit?: number | undefined;
}

/** A scope in the form that statements take. */
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
