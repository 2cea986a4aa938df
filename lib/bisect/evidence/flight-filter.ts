/** Which flights, and what of them, a bisection looks at. */
export interface FlightFilter {
  readonly branch: string;
  /** The first is that of the flights that are bisected; the results of all count. */
  readonly blessings: readonly string[];
  readonly job: string;
  readonly testid: string;
  /** No flight above this; null: any. */
  readonly maxFlight: number | null;
  readonly excluded: readonly number[];
}
