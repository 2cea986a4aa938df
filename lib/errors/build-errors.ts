import { OsstestError } from './osstest-error.ts';

/** A source tree is not available, or has no such revision. */
export class TreeError extends OsstestError {
  override readonly name = 'TreeError';
  readonly code = 'TREE_UNUSABLE';
  readonly blame = 'lab';
}
