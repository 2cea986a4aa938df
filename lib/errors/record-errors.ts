import { OsstestError } from './osstest-error.ts';

/** The job does not exist. */
export class JobNotFoundError extends OsstestError {
  override readonly name = 'JobNotFoundError';
  readonly code = 'JOB_NOT_FOUND';
  readonly blame = 'operator';
  readonly flight: number;
  readonly job: string;

  constructor(flight: number, job: string) {
    super(`job ${flight}.${job}: is not in the database`);
    this.flight = flight;
    this.job = job;
  }
}

/** Another harness has taken over the job: its task was ended, or its step was recorded as ended. */
export class JobLostError extends OsstestError {
  override readonly name = 'JobLostError';
  readonly code = 'JOB_LOST';
  readonly blame = 'lab';
  readonly flight: number;
  readonly job: string;

  constructor(flight: number, job: string, what: string) {
    super(`job ${flight}.${job}: ${what} cannot be recorded: our task was ended, so the job is no longer ours`);
    this.flight = flight;
    this.job = job;
  }
}

/** The files of a flight have been deleted. */
export class FilesExpiredError extends OsstestError {
  override readonly name = 'FilesExpiredError';
  readonly code = 'FILES_EXPIRED';
  readonly blame = 'operator';
  readonly expiredAt: Date;

  constructor(flight: number, expiredAt: Date) {
    super(`flight ${flight}: its files expired on ${expiredAt.toISOString().slice(0, 10)}`);
    this.expiredAt = expiredAt;
  }
}

/** A flight has a blessing that does not allow the change. */
export class FlightBlessedError extends OsstestError {
  override readonly name = 'FlightBlessedError';
  readonly code = 'FLIGHT_BLESSED';
  readonly blame = 'operator';
  readonly flight: number;
  /** The present blessing. */
  readonly found: string;

  constructor(flight: number, found: string, wanted: string, expected: readonly string[]) {
    super(`flight ${flight}: cannot be blessed "${wanted}": it is "${found}", want ${expected.join(' or ')}`);
    this.flight = flight;
    this.found = found;
  }
}

/** A name for a stored file is empty or points outside the job's folder. */
export class StashPathError extends OsstestError {
  override readonly name = 'StashPathError';
  readonly code = 'STASH_PATH_REFUSED';
  readonly blame = 'test';
  readonly path: string;

  constructor(path: string, why: string) {
    super(`stash: "${path}": ${why}`);
    this.path = path;
  }
}

/** A file could not be stored: disk full, folder not writable, source not readable. */
export class StashError extends OsstestError {
  override readonly name = 'StashError';
  readonly code = 'STASH_FAILED';
  readonly blame = 'lab';
}
