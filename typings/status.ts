/**
 * The status vocabularies of the database (jobs.status, steps.status, flights.blessing), in osstest's own words.
 */

/** Status of a job, with who sets it and when. Source: jobs.status. */
export type JobStatus =
  | 'stopped' // made by hand and never run; the column's default
  | 'queued' // flight creation: waiting for a runner
  | 'retriable' // retry policy: may be run again; treated as queued
  | 'play' // a person: treated as queued, its results do not count
  | 'preparing' // runner: the job has started, and its hosts are not booked yet
  | 'running' // runner: the hosts are ready, and the recipe's own steps run
  | FinalJobStatus;

/** Status of a job that is over. */
export type FinalJobStatus =
  | 'pass' // runner: every step that counts passed
  | 'fail' // runner: a step failed with blame `test`
  | 'broken' // runner: the lab failed (a host, the harness), not the system under test
  | 'blocked' // runner: a job whose output is needed did not pass, or a module is missing
  | 'aborted' // runner: the operator stopped the job
  | 'starved'; // allocator: no host was free within the limit

/** Status of a step, with who sets it and when. Source: steps.status. */
export type StepStatus =
  | 'running' // recorder: the step has started
  | FinalStepStatus;

/** Status of a step that is over. */
export type FinalStepStatus =
  | 'pass' // runner: the test returned
  | 'fail' // runner: the test threw with blame `test`, and the recipe declares no other status
  | 'broken' // runner: blame `lab`, or the recipe declares this status
  | 'blocked' // runner: blame `dependency`, or the recipe declares this status
  | 'aborted' // runner: the operator stopped the job during the step
  | 'skip' // recipe: omitted deliberately, with a reason
  | 'starved'; // allocator: no host was free within the limit

/** Who must act on an error. Decides the recorded status: see lib/record/statuses.ts. */
export type Blame =
  | 'test' // the system under test is wrong: the status that the recipe declares for the step, else `fail`
  | 'lab' // a host, the network or the harness failed: `broken`
  | 'dependency' // the output of another job is missing: `blocked`
  | 'operator'; // the operator stopped the job: `aborted`

/** flights.blessing: `constructing` → `running` → a final one such as real, play, adhoc, real-bisect. */
export type Blessing = string;
