/**
 * The status vocabularies of the database (jobs.status, steps.status, flights.blessing), in osstest's own words.
 */

/** jobs.status */
export type JobStatus =
  | 'stopped' // made by hand and not to be run; the column's default
  | 'queued' // flight creation: waiting for a runner
  | 'retriable' // retry policy: may be run again; taken like queued
  | 'play' // a person: taken like queued, not counted
  | 'preparing' // runner: job begun, before its hosts are booked
  | 'running' // runner: hosts are ready, the recipe's own steps run
  | FinalJobStatus;

export type FinalJobStatus =
  | 'pass' // runner: every step that counts passed
  | 'fail' // runner: a step failed with blame `test`
  | 'broken' // runner: the lab failed (a host, the harness), not what is tested
  | 'blocked' // runner: a job whose output is needed did not pass, or a module is missing
  | 'aborted' // runner: the operator stopped it
  | 'starved'; // allocator: no host within the limit

/** steps.status */
export type StepStatus =
  | 'running' // recorder: step begun
  | FinalStepStatus;

export type FinalStepStatus =
  | 'pass' // runner: the test returned
  | 'fail' // runner: the test threw with blame `test`, and the recipe says nothing else
  | 'broken' // runner: blame `lab`, or the recipe says so
  | 'blocked' // runner: blame `dependency`, or the recipe says so
  | 'aborted' // runner: the operator stopped the job during the step
  | 'skip' // recipe: left out on purpose, with a reason
  | 'starved'; // allocator: no host within the limit

/** Who has to act on an error. Decides the recorded status: see lib/record/statuses.ts. */
export type Blame =
  | 'test' // what is tested is wrong: what the recipe declares for the step, `fail` if nothing
  | 'lab' // a host, the network, the harness: `broken`
  | 'dependency' // something that another job should have made: `blocked`
  | 'operator'; // somebody stopped it: `aborted`

/** flights.blessing: `constructing` → `running` → a final one such as real, play, adhoc, real-bisect. */
export type Blessing = string;
