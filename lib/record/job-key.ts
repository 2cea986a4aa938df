/** Identifies one job of a flight. */
export interface JobKey {
  readonly flight: number;
  readonly job: string;
}
