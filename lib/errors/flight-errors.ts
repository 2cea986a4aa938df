import { OsstestError } from './osstest-error.ts';

/** A step needs an input that nobody has set. */
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

/** What a job needs has not been made: another job did not pass, or a test is not written yet. */
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

/** A job is asked to run that cannot be run now. */
export class JobNotRunnableError extends OsstestError {
  override readonly name = 'JobNotRunnableError';
  readonly code = 'JOB_NOT_RUNNABLE';
  readonly blame = 'operator';
}
