import type { FlightProblem } from '../../typings/flight-plan.ts';
import { OsstestError } from './osstest-error.ts';

/** A step needs an input that is not set. */
export class RunvarMissingError extends OsstestError {
  override readonly name = 'RunvarMissingError';
  readonly code = 'RUNVAR_MISSING';
  readonly blame = 'dependency';
  readonly runvar: string;

  constructor(runvar: string) {
    super(`runvar "${runvar}": not set, and a step needs it`);
    this.runvar = runvar;
  }
}

/** An input of a job does not exist: another job did not pass, or a test is not written yet. */
export class DependencyError extends OsstestError {
  override readonly name = 'DependencyError';
  readonly code = 'DEPENDENCY_MISSING';
  readonly blame = 'dependency';
}

/** A recipe, test or flight cannot be loaded. */
export class ModuleError extends OsstestError {
  override readonly name = 'ModuleError';
  readonly code = 'MODULE_UNUSABLE';
  readonly blame = 'operator';
}

/** A job cannot be run now. */
export class JobNotRunnableError extends OsstestError {
  override readonly name = 'JobNotRunnableError';
  readonly code = 'JOB_NOT_RUNNABLE';
  readonly blame = 'operator';
}

/** Formats a problem of a flight as one line. */
export function formatFlightProblem({ place, key, found, accepted, hint }: FlightProblem): string {
  const meant = hint === null ? '' : `; ${hint}`;
  return `${place}: ${key === '' ? '' : `${key}: `}found ${found}, accepted: ${accepted}${meant}`;
}

/** A flight cannot be created or changed as requested; `problems` lists every problem. */
export class FlightInvalidError extends OsstestError {
  override readonly name = 'FlightInvalidError';
  readonly code = 'FLIGHT_INVALID';
  readonly blame = 'operator';
  readonly problems: readonly FlightProblem[];

  constructor(problems: readonly FlightProblem[]) {
    const [first, ...more] = problems.map(formatFlightProblem);
    super(`${first ?? 'no problem'}${more.length === 0 ? '' : ` (and ${more.length} more)`}`);
    this.problems = problems;
  }
}

/** A flight can no longer be changed or deleted. */
export class FlightClosedError extends OsstestError {
  override readonly name = 'FlightClosedError';
  readonly code = 'FLIGHT_CLOSED';
  readonly blame = 'operator';
}
