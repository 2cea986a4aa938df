// The public face: what test authors, the flight runner and other projects import. Reviewed by the export-list test.
// builds
export { cloneTree, type BuildContext } from './build/clone-tree.ts';
export { installOutput } from './build/install-output.ts';
export { runBuild, type BuildCommand } from './build/run-build.ts';
export { stashOutput, type OutputPart } from './build/stash-output.ts';
// flights, recipes, tests
export { checkFlight } from './flight/make/check-flight.ts';
export { adjustFlight, changeFlight, type ChangeFlightOptions } from './flight/make/change-flight.ts';
export { ADJUSTMENTS, parseAdjustments, type Adjustment } from './flight/make/adjustments.ts';
export { cloneFlight, type CloneFlightOptions } from './flight/make/clone-flight.ts';
export {
  diffFlights,
  formatDifference,
  type FlightDifference,
  type DifferentValue,
} from './flight/make/diff-flights.ts';
export { listFlightBranches, loadFlight, type FlightSource } from './flight/make/load-flight.ts';
export { makeFlight, planFlight, type MadePlan, type MakeFlightOptions } from './flight/make/make-flight.ts';
export { readStoredFlight, type StoredFlight, type StoredJob } from './flight/make/stored-flight.ts';
export { defineFlight, type FlightTools, type RunvarValues } from './flight/define/define-flight.ts';
export { explainConfig } from './config/explain-config.ts';
export { loadConfig, type LoadConfigOptions } from './config/load-config.ts';
export { defineRecipe, type RecipeDefinition } from './flight/define/define-recipe.ts';
export {
  forEachHost,
  plannedTest,
  repeatSteps,
  step,
  type PlannedTest,
  type StepOptions,
} from './flight/define/define-step.ts';
export { defineTest, type TestDefinition } from './flight/define/define-test.ts';
export { matrix, type Matrix, type ExcludedCell } from './flight/define/matrix.ts';
export { missingTests } from './flight/define/missing-tests.ts';
export { planRecipe, testidOf, type PlannedStep } from './flight/define/plan-step.ts';
export { readCommitLog } from './git/read-commit-log.ts';
export { createGuest, type CreateGuestOptions } from './guest/create-guest.ts';
export { fixUpDebian } from './guest/debian-files.ts';
export { guestEther, isGuestKind } from './guest/guest-config.ts';
export { openRecordedGuest, recordGuest } from './guest/guest-runvars.ts';
export { mirrorGuestDisk } from './guest/mirror-disk.ts';
export { asDebianHost } from './host/debian-facts.ts';
export { captureFiles } from './host/capture-files.ts';
export { requestDebug, type DebugOptions } from './host/debug-keys.ts';
export { installPackages } from './host/install-packages.ts';
export { addressAmongHosts, joinHosts } from './host/join-hosts.ts';
export { letLogIn } from './host/let-log-in.ts';
export { openHost, type HostParts } from './host/open-host.ts';
export {
  awaitUp,
  bootIdOf,
  rebootHost,
  type RebootResult,
  type AwaitUpOptions,
  type RebootOptions,
} from './host/reboot.ts';
export { installDebian, type InstallDebianOptions } from './install/debian/install-debian.ts';
export { asXenHost, bootXen } from './install/xen/boot-xen.ts';
export { installXen, type InstallXenOptions } from './install/xen/install-xen.ts';
export { formatDuration, hours, minutes, seconds } from './util/units.ts';
export { quoteShell } from './util/quote.ts';
// the database
export type { SchemaState } from './db/migrate.ts';
export type { Db, DatabaseLocation } from './db/db.ts';
export { databaseStatus, stopPrivateServer, type DatabaseStatus, type RunningStatus } from './db/database-status.ts';
export { openDatabase, type OpenDatabaseOptions } from './db/open-database.ts';
export { withReconnect, type ReconnectOptions } from './db/with-reconnect.ts';
export { exportDatabase, type ExportSummary } from './db/transfer/export-database.ts';
export { importDatabase, type ImportSummary, type ImportOptions } from './db/transfer/import-database.ts';
// QEMU hosts
export type { ProcessIdentity } from './util/process-identity.ts';
export type { FrozenHost } from './qemu/frozen-store.ts';
export type { HostImage } from './qemu/image-cache.ts';
export type { Accelerator, Machine } from './qemu/qemu-command.ts';
export {
  listQemuHosts,
  type FoundHost,
  type QemuHostRecord,
  type HostRun,
  type HostOrigin,
  type Plugged,
} from './qemu/host-store.ts';
export { chooseAccelerator } from './qemu/choose-accelerator.ts';
export {
  createQemuHost,
  openQemuHost,
  removeQemuHost,
  type QemuHost,
  type CreateQemuHostOptions,
} from './qemu/create-host.ts';
export { ensureImage, type EnsureImageOptions } from './qemu/ensure-image.ts';
export { startQemuHost, type QemuHostSource } from './qemu/start-host.ts';
export { stopQemuHost } from './qemu/stop-host.ts';
// wires
export { awaitSsh, type AwaitSshOptions } from './wire/ssh/await-ssh.ts';
export { openSsh, type SshOptions } from './wire/ssh/open-ssh.ts';
// reports of a judged flight, and of the past
export type { HistoryLinks } from './report/history/history-frame.ts';
export type { ClassicPlacement } from './report/judgement/classic-categories.ts';
export {
  formatClassicReport,
  type ClassicReportSettings,
  type RetestFlight,
} from './report/judgement/classic-report.ts';
export { flightPage, type FlightPageOptions } from './report/flight/flight-page.ts';
export { renderHostHistory } from './report/history/history-host-page.ts';
export { renderJobHistory } from './report/history/history-job-page.ts';
export { formatBranchFlights, formatHostUses, formatJobRuns, formatTestHistory } from './report/text/history-text.ts';
export { toJudgementDocument, type JudgementDocument, type FailureDocument } from './report/judgement/judge-json.ts';
export { renderJudgement } from './report/judgement/judge-html.ts';
export { formatJUnit } from './report/judgement/judge-junit.ts';
export { composeJudgementMail, type GateMailParts } from './report/mail/judge-mail.ts';
export { formatMachineReadable } from './report/judgement/judge-mro.ts';
export { formatTap } from './report/judgement/judge-tap.ts';
export { formatJudgement } from './report/text/judge-text.ts';
export {
  planChart,
  type PlanChart,
  type PlanChartInput,
  type PlanLine,
  type PlanBar,
  type PlanBarKind,
} from './report/plan/plan-chart.ts';
export { planPage } from './report/plan/plan-page.ts';
export { sendMail, type Mail } from './report/mail/send-mail.ts';
export { formatFlights } from './report/text/flight-list-text.ts';
export { flightText } from './report/text/flight-text.ts';
export { formatQueue, formatWait } from './report/text/wait-text.ts';
export { formatSimulation } from './report/text/simulation-text.ts';
export { saveFlightPage, type SavePageOptions } from './report/flight/save-flight-page.ts';
export { readFlightRecord, type ReadFlightOptions } from './record/read-flight-record.ts';
// recording
export type { StepRecorder, StepStart } from './record/step-recorder.ts';
export { createFlight, type NewFlight, type JobDefinition } from './record/create-flight.ts';
export { deleteFlight, type DeleteFlightOptions } from './record/delete-flight.ts';
export { listFlights, type ListedFlight, type ListFlightsOptions } from './record/list-flights.ts';
export { pinFiles, readFlightFiles, unpinFiles } from './record/flight-files.ts';
export { expireFiles, type ExpiredFlight, type ExpireOptions } from './record/expire-files.ts';
export { publishFiles, type PublishOptions } from './record/publish-files.ts';
export { blessFlight, blessWhenOver, type BlessRequest } from './record/bless-flight.ts';
export { readAttempts, type JobAttempt, type AttemptStep, type RerunReason } from './record/attempts.ts';
export { abortJobs, forgetFlightOrder, stopFlight, type OrderBy } from './record/flight-orders.ts';
export { openJobRecorder, type JobRecorder, type JobRecorderOptions } from './record/job-recorder.ts';
export { createDatabaseSink, type DatabaseSinkOptions } from './record/sinks/database-sink.ts';
export { createJsonlSink } from './record/sinks/jsonl-sink.ts';
export { createTerminalSink, type TerminalSinkOptions, type TextTarget } from './record/sinks/terminal-sink.ts';
export { openStash, type Stash, type StashFile, type StashProblem, type StashOptions } from './record/stash.ts';
export { isFinalJobStatus } from './record/statuses.ts';
// running
export type { OpenBookedHostOptions } from './host/host-wires.ts';
export { bookHosts } from './coordination/booking/book-hosts.ts';
export { listRecipes, loadRecipe } from './flight/load/load-module.ts';
export { openHarness, type OpenHarnessOptions } from './flight/open-harness.ts';
export { openLab, type OpenLabOptions } from './flight/open-lab.ts';
export { rerunJob } from './flight/runner/rerun-job.ts';
export { explainWaits, type FittingHost, type WaitExplanation } from './flight/forecast/explain-wait.ts';
export {
  changeLab,
  simulateHistory,
  type LabPerformance,
  type MoreHosts,
  type SimulatedHistory,
} from './flight/forecast/simulate-history.ts';
export { runFlight, type FlightOutcome, type RunFlightOptions } from './flight/runner/run-flight.ts';
export { systemClock, type Clock } from './util/clock.ts';
export { RECIPE_MODULE } from './flight/load/recipe-module.ts';
export { runJob, type JobOutcome } from './flight/job/run-job.ts';
export type { FailedStep, RunJobOptions } from './flight/job/open-job-run.ts';
export { runStepByHand, type StepByHandOptions, type StepByHandOutcome } from './flight/by-hand/run-step-by-hand.ts';
export type { JobKey } from './record/read-records.ts';
export { describeFailureRate, failureRate, type FailureRate } from './analysis/failure-rate.ts';
export { openBookedHost } from './host/open-booked-host.ts';
// the gate
export { defineBranch } from './gate/define-branch.ts';
export { listBranches, loadBranch } from './gate/load-branch.ts';
export { planGate, runGate, type GateOutcome, type GatePlan } from './gate/run-gate.ts';
export type { GateContext, GateOptions } from './gate/gate-context.ts';
export type { GateHarness } from './gate/harness.ts';
export { endGateOrder, giveGateOrder, listGateOrders } from './gate/orders.ts';
export { readBranchStandings } from './gate/read-standings.ts';
export { writeBranchesPage } from './gate/write-branches-page.ts';
export { branchesPage, type BranchesPageOptions } from './report/branches/branches-page.ts';
export { formatBranches } from './report/text/branches-text.ts';
export { listGateRuns } from './gate/run-store.ts';
export { deployVersion, deployedVersion, type DeployedVersion } from './gate/deploy/deploy-version.ts';
export type { PreparedVersion, PrepareVersionOptions } from './gate/deploy/prepare-version.ts';
// errors
export { DeployError, GateRunLostError } from './errors/gate-errors.ts';
export { PushRefusedError, RemoteError, RevisionUnknownError } from './errors/git-errors.ts';
export { MailError } from './errors/mail-errors.ts';
export { ConfigInvalidError, ConfigKeyError, ConfigUnreadableError } from './errors/config-errors.ts';
export { FlightClosedError, FlightInvalidError } from './errors/flight-errors.ts';
export { TreeError } from './errors/build-errors.ts';
export { fail, TestFailedError, TimeoutError } from './errors/general-errors.ts';
export { HostCrashedError, HostDownError, HostStateError, UnsupportedError } from './errors/host-errors.ts';
export { describeError, isOsstestError, OsstestError } from './errors/osstest-error.ts';
// the vocabulary
export type * from '../typings/host-definition.ts';
export type * from '../typings/command.ts';
export type * from '../typings/config.ts';
export type * from '../typings/events.ts';
export type * from '../typings/flight.ts';
export type * from '../typings/flight-plan.ts';
export type * from '../typings/gate.ts';
export type * from '../typings/guest.ts';
export type * from '../typings/history.ts';
export type * from '../typings/host.ts';
export type * from '../typings/recipe.ts';
export type * from '../typings/report.ts';
export type * from '../typings/status.ts';
export type * from '../typings/test.ts';
export type * from '../typings/verdict.ts';
export type * from '../typings/wire.ts';
