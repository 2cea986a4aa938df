import type { JobStatus, StepStatus } from '../../../typings/status.ts';

/** Rows of the original's tables, as in the database. */
export interface FlightRow {
  readonly flight: number;
  /** Seconds since 1970; 0: not started. */
  readonly started: number;
  readonly blessing: string;
  readonly branch: string;
  readonly intended: string | null;
}

export interface JobRow {
  readonly flight: number;
  readonly job: string;
  readonly recipe: string;
  readonly status: JobStatus;
}

export interface StepRow {
  readonly flight: number;
  readonly job: string;
  readonly stepno: number;
  readonly step: string;
  readonly status: StepStatus;
  readonly testid: string;
  readonly started: number | null;
  readonly finished: number | null;
}

export interface RunvarRow {
  readonly flight: number;
  readonly job: string;
  readonly name: string;
  readonly val: string;
  readonly synth: boolean;
}

/** Complete past flights. */
export interface HistoryRows {
  readonly flights: readonly FlightRow[];
  readonly jobs: readonly JobRow[];
  readonly steps: readonly StepRow[];
  readonly runvars: readonly RunvarRow[];
  readonly harness: readonly { readonly flight: number; readonly harness: string }[];
}

/** Joins parts of a history. */
export function joinRows(parts: Iterable<HistoryRows>): HistoryRows {
  const all = [...parts];
  return {
    flights: all.flatMap(({ flights }) => flights),
    jobs: all.flatMap(({ jobs }) => jobs),
    steps: all.flatMap(({ steps }) => steps),
    runvars: all.flatMap(({ runvars }) => runvars),
    harness: all.flatMap(({ harness }) => harness),
  };
}
