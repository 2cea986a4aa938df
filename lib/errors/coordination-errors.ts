import { OsstestError } from './osstest-error.ts';

/** A set of bookings contradicts the plan or is malformed; none of them was booked. */
export class PlanRefusedError extends OsstestError {
  override readonly name = 'PlanRefusedError';
  readonly code = 'PLAN_REFUSED';
  readonly blame = 'lab';
}

/** The task under which hosts were booked has ended: its connection was lost, or a user ended it. */
export class LostTaskError extends OsstestError {
  override readonly name = 'LostTaskError';
  readonly code = 'LOST_TASK';
  readonly blame = 'lab';
  readonly taskid: number;

  constructor(taskid: number, reason: string, options?: ErrorOptions) {
    super(`task ${taskid}: ended: ${reason}`, options);
    this.taskid = taskid;
  }
}

/** A host does not belong to our task any more. It must not be touched, since another job may use it. */
export class LostBookingError extends OsstestError {
  override readonly name = 'LostBookingError';
  readonly code = 'LOST_BOOKING';
  readonly blame = 'lab';
  readonly host: string;

  constructor(host: string, reason: string, options?: ErrorOptions) {
    super(`${host}: no longer booked for this job: ${reason}`, options);
    this.host = host;
  }
}

/** No host of the lab can ever satisfy a request. */
export class NoCandidateError extends OsstestError {
  override readonly name = 'NoCandidateError';
  readonly code = 'NO_CANDIDATE_HOST';
  readonly blame = 'lab';
  readonly ident: string;

  constructor(ident: string, wanted: string) {
    super(`${ident}: no host of this lab ${wanted}`);
    this.ident = ident;
  }
}

/** A job's requests for hosts are invalid on any set of hosts. */
export class BadRequestError extends OsstestError {
  override readonly name = 'BadRequestError';
  readonly code = 'BAD_HOST_REQUEST';
  readonly blame = 'operator';
}

/** A daemon is unreachable, or answered with an error, after all retries. */
export class DaemonError extends OsstestError {
  override readonly name = 'DaemonError';
  readonly code = 'DAEMON_FAILED';
  readonly blame = 'lab';
}
