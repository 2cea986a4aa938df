/** The graph that the classic search walks. */
export interface SearchGraph {
  /** Tuples are numbers below this. */
  readonly size: number;
  readonly latest: number;
  /** null: it is not in the graph. */
  readonly basis: number | null;
  /** Its parents, in their order. */
  parents(tuple: number): ArrayLike<number>;
  /** Whether it is between basis and latest. */
  isRelevant(tuple: number): boolean;
  /** How it is written in the report. */
  text(tuple: number): string;
}

/** The result of a tuple in a flight. */
export interface Evidence {
  readonly flight: number;
  readonly blessing: string;
  readonly tuple: number;
  /** The status of the step; `blocked` where the job did not reach it. */
  readonly result: string;
}
