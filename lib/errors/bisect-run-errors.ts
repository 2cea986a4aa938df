import { OsstestError } from './osstest-error.ts';

/** A bisection cannot go on: a tree or the test command cannot be used. */
export class BisectRunError extends OsstestError {
  override readonly name = 'BisectRunError';
  readonly code = 'BISECT_UNUSABLE';
  readonly blame = 'lab';
}
