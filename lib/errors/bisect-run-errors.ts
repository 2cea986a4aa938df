import { OsstestError } from './osstest-error.ts';

/** A bisection cannot continue: a tree or the test command is not usable. */
export class BisectRunError extends OsstestError {
  override readonly name = 'BisectRunError';
  readonly code = 'BISECT_UNUSABLE';
  readonly blame = 'lab';
}
