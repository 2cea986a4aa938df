export { formatTuples } from './graph/format-tuples.ts';
export { parseRange } from './graph/parse-range.ts';
export { readTupleGraph, type ReadTupleOptions } from './graph/read-tuple-graph.ts';
export type { ReadTreeOptions } from './graph/read-tree-graph.ts';
export type { TreeRange } from './graph/tree-graph.ts';
export type { TupleGraph } from './graph/tuple-graph.ts';
export { readTreeLog } from '../git/read-tree-log.ts';
export type { MirrorOptions } from '../git/mirror-tree.ts';
export { searchClassic } from './search/search-classic.ts';
export type { Evidence, SearchGraph } from './search/search-graph.ts';
export type { Conflict, Culprit, SearchEvent, SearchOutcome } from './search/search-outcome.ts';
export { TESTS_ONLY, type Costs, type Visit } from './model/choose-visit.ts';
export type { Block, Certificate, ExpectedRates } from './model/certificate.ts';
export type { Edge } from './model/edge.ts';
export type { Conclusion, LikelyCulprit, Tier } from './model/conclusion.ts';
export { decide, type DecideOptions, type Decision, type RunningVisit } from './model/decide.ts';
export { addObservation, NO_EVIDENCE, type Observation, type TestEvidence } from './model/evidence.ts';
export { computePosterior, type CulpritClass, type Posterior, type PosteriorSettings } from './model/posterior.ts';
export { createRatePrior, type RateGrid, type RatePrior, type RatePriorSettings } from './model/rate-prior.ts';
export { recordOutcome, type Outcome } from './model/record-outcome.ts';
export { classicSettings, searchSettings, type SearchSettings } from './model/search-settings.ts';
export { startSearch, type SearchState } from './model/search-state.ts';
export { badPoint, GOOD_END, goodPoint, type Lattice, type Point } from './lattice/point.ts';
export { createCandidateRange, type CandidateRange, type ListedCommit } from './lattice/candidate-range.ts';
export { runClassicStep, type StepExitCode } from './step/run-step.ts';
export type { StepOptions } from './step/step-options.ts';
export type { FlightFilter } from './evidence/flight-filter.ts';
export type { StepReport } from './evidence/step-report.ts';
export type { Counts } from './model/rate-posterior.ts';
export type { Estimate, Forecast } from './model/forecast.ts';
export type {
  BisectionConclusion,
  BisectionEvent,
  LikelyCommit,
  TestedRevisions,
  SearchedRange,
} from './run/bisection-event.ts';
export type { BisectionRecord, SearchedCommits } from './run/bisection-record.ts';
export type { JournalEntry } from './run/journal.ts';
export { resolveCommand, type ResolveCommandOptions } from './run/resolve-command.ts';
export { findRepository } from './run/find-repository.ts';
export { runBisection } from './run/run-bisection.ts';
export type { RunBisectionOptions, SearchedTree } from './run/run-options.ts';
export { formatPercent, type EndCounts } from './run/summarise.ts';
