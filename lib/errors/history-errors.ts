import { OsstestError } from './osstest-error.ts';

/** The flight does not exist. */
export class FlightNotFoundError extends OsstestError {
  override readonly name = 'FlightNotFoundError';
  readonly code = 'FLIGHT_NOT_FOUND';
  readonly blame = 'operator';
  readonly flight: number;

  constructor(flight: number, options?: ErrorOptions) {
    super(`flight ${flight}: not in this database`, options);
    this.flight = flight;
  }
}

/** A branch has no flight that matches the request. */
export class BranchNotFoundError extends OsstestError {
  override readonly name = 'BranchNotFoundError';
  readonly code = 'BRANCH_NOT_FOUND';
  readonly blame = 'operator';
  readonly branch: string;

  constructor(branch: string, reason: string, options?: ErrorOptions) {
    super(`branch ${branch}: ${reason}`, options);
    this.branch = branch;
  }
}
