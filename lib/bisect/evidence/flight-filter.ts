/** Selects the flights, and the parts of them, that a bisection reads. */
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
