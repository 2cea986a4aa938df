/**
 * The state of a tuple by its results. `fail`, `pass`: the one result. `other`: another one, such as `blocked`.
 * `conflicted`: two that differ. `untested`: none.
 */
export type TupleState = 'fail' | 'pass' | 'other' | 'conflicted' | 'untested';

/** A tuple of revisions in the picture of a bisection. */
export interface BisectionNode {
  /** Its number in the graph. */
  readonly tuple: number;
  /** In the order of the trees. */
  readonly revisions: readonly string[];
  /** Of each tree: whether a parent has another revision. */
  readonly isChanged: readonly boolean[];
  /** By number of the flight. */
  readonly results: readonly { readonly flight: number; readonly result: string }[];
  readonly state: TupleState;
  /** Whether it is the next to test, the one found, or in conflict. */
  readonly isMarked: boolean;
  readonly end: 'latest' | 'basis' | null;
  readonly parents: readonly number[];
}

/** The picture of a bisection. */
export interface BisectionGraph {
  readonly branch: string;
  readonly job: string;
  readonly testid: string;
  readonly trees: readonly { readonly name: string; readonly url: string }[];
  /** The relevant tuples, and parents of them that are not relevant; those have no parents of their own here. */
  readonly nodes: readonly BisectionNode[];
}
