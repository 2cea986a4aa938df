// Flights, jobs, steps, runvars, files: record them and read them back.
export { type AttemptStep, type JobAttempt, type RerunReason, readAttempts } from './recorder/attempts.ts';
export { type BlessRequest, blessFlight, blessWhenOver } from './flights/bless-flight.ts';
export type { DatabaseLocation } from '../db/db.ts';
export { type DatabaseSinkOptions, createDatabaseSink } from './events/database-sink.ts';
export {
  type DatabaseStatus,
  type RunningStatus,
  databaseStatus,
  stopPrivateServer,
} from '../db/open/database-status.ts';
export { type DeleteFlightOptions, deleteFlight } from './flights/delete-flight.ts';
export { type ExpireOptions, type ExpiredFlight, expireFiles } from './flights/expire-files.ts';
export { type ExportSummary, exportDatabase } from '../db/transfer/export-database.ts';
export { type ImportOptions, type ImportSummary, importDatabase } from '../db/transfer/import-database.ts';
export { type JobDefinition, type NewFlight, createFlight } from './flights/create-flight.ts';
export type { JobKey } from './job-key.ts';
export { type JobRecorder, type JobRecorderOptions, openJobRecorder } from './recorder/job-recorder.ts';
export { type ListFlightsOptions, type ListedFlight, listFlights } from './flights/list-flights.ts';
export { type OrderBy, abortJobs, forgetFlightOrder, stopFlight } from './flights/flight-orders.ts';
export { type PublishOptions, publishFiles } from './flights/publish-files.ts';
export { type ReadFlightOptions, readFlightRecord } from './flights/read-flight-record.ts';
export { type ReconnectPolicy, failingFast, reconnecting } from '../db/reconnect.ts';
export type { SchemaState } from '../db/migrate.ts';
export { type Stash, type StashFile, type StashOptions, type StashProblem, openStash } from './stash/stash.ts';
export type { StepRecorder, StepStart } from './recorder/step-recorder.ts';
export { type TerminalSinkOptions, type TextTarget, createTerminalSink } from './events/terminal-sink.ts';
export { type CompletionKind, type CompletionWish, listCompletions } from './list-completions.ts';
export { createJsonlSink } from './events/jsonl-sink.ts';
export { isFinalJobStatus } from './statuses.ts';
export { pinFiles, readFlightFiles, unpinFiles } from './stash/flight-files.ts';
export type * from '../../typings/events.ts';
export type * from '../../typings/flight.ts';
export type * from '../../typings/report.ts';
export type * from '../../typings/status.ts';
