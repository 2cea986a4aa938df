import type { Pair } from '../evidence/choose-pair.ts';
import type { TupleGraph } from '../graph/tuple-graph.ts';
import type { Evidence, SearchGraph } from '../search/search-graph.ts';
import type { SearchOutcome } from '../search/search-outcome.ts';
import type { BisectedRange } from './choose-trees.ts';

/** What a step knows, for its picture and for its flight. */
export interface StepFacts {
  readonly pair: Pair;
  readonly ranges: readonly BisectedRange[];
  readonly graph: TupleGraph;
  readonly searched: SearchGraph;
  readonly evidence: readonly Evidence[];
  readonly outcome: SearchOutcome;
}
