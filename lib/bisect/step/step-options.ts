import type { BisectionGraph } from '../../../typings/bisection-graph.ts';
import type { MirrorOptions } from '../../git/mirror-tree.ts';
import type { PairRequest } from '../evidence/choose-pair.ts';

/** What a step of a classic bisection is asked for, and what it needs. */
export interface StepOptions extends PairRequest {
  /** The flight to fill, which is being constructed; null: none. */
  readonly flight: number | null;
  /** Draws the graph and returns its line of the report; null: it is not drawn. */
  readonly drawGraph: ((graph: BisectionGraph) => Promise<string>) | null;
  /** How many of the newest commits of a tree are considered. */
  readonly commits: number;
  readonly reuseBuilds: boolean;
  readonly mirror: MirrorOptions;
  /** Source: config.paths.stashDir */
  readonly stashDir: string;
  /** Source: config.reports.logsUrl */
  readonly logsUrl: string;
}
