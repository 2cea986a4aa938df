// osstest/flight: makes, checks, changes, runs and forecasts flights; with the types that tests receive.
export { ADJUSTMENTS, type Adjustment, parseAdjustments } from './make/adjustments.ts';
export { type ChangeFlightOptions, adjustFlight, changeFlight } from './make/change-flight.ts';
export { type CloneFlightOptions, cloneFlight } from './make/clone-flight.ts';
export { type DifferentValue, type FlightDifference, diffFlights, formatDifference } from './make/diff-flights.ts';
export type { ExcludedCell } from './define/matrix.ts';
export type { FailedStep, RunJobOptions } from './job/run-job-options.ts';
export { type FittingHost, type WaitExplanation, explainWaits } from './forecast/explain-wait.ts';
export { FlightClosedError, FlightInvalidError } from '../errors/flight-errors.ts';
export { type FlightOutcome, type RunFlightOptions, runFlight } from './runner/run-flight.ts';
export { type FlightSource, listFlightBranches, loadFlight } from './make/load-flight.ts';
export { type JobOutcome, runJob } from './job/run-job.ts';
export {
  type LabPerformance,
  type MoreHosts,
  type SimulatedHistory,
  changeLab,
  simulateHistory,
} from './forecast/simulate-history.ts';
export { type MadePlan, type MakeFlightOptions, makeFlight, planFlight } from './make/make-flight.ts';
export { type OpenHarnessOptions, openHarness } from './runner/open-harness.ts';
export { type OpenLabOptions, openLab } from './runner/open-lab.ts';
export { type PlannedStep, planRecipe, testidOf } from './define/plan-step.ts';
export type { PlannedTest, PlannedTestStates } from './define/define-step.ts';
export { RECIPE_MODULE } from './load/recipe-module.ts';
export { type StepByHandOptions, type StepByHandOutcome, runStepByHand } from './by-hand/run-step-by-hand.ts';
export { type StoredFlight, type StoredJob, readStoredFlight } from './make/stored-flight.ts';
export { TreeError } from '../errors/build-errors.ts';
export { checkFlight } from './make/check-flight.ts';
export { listRecipes, loadRecipe } from './load/load-recipe.ts';
export { missingTests } from './define/missing-tests.ts';
export { rerunJob } from './runner/rerun-job.ts';
export type * from '../../typings/flight-plan.ts';
export type * from '../../typings/recipe.ts';
export type * from '../../typings/test.ts';
export type * from '../../typings/host.ts';
export type * from '../../typings/guest.ts';
export type * from '../../typings/command.ts';
export type * from '../../typings/wire.ts';
