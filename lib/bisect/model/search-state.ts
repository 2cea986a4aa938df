import type { Certificate } from './certificate.ts';
import { NO_EVIDENCE, type TestEvidence } from './evidence.ts';

/** All that a search knows: its decisions depend on this, its settings and the costs, and on nothing else. */
export interface SearchState {
  readonly evidence: TestEvidence;
  /** The attempt that is under way. */
  readonly certificate: Certificate | null;
  /** How many attempts were started. */
  readonly attempts: number;
  /** Tests that the search itself asked for. */
  readonly tests: number;
}

/** Starts a search with the evidence of older tests. */
export const startSearch = (evidence: TestEvidence = NO_EVIDENCE): SearchState => ({
  evidence,
  certificate: null,
  attempts: 0,
  tests: 0,
});
