import { OsstestError } from './osstest-error.ts';

/** The command line is invalid; the message has the accepted values. */
export class UsageError extends OsstestError {
  override readonly name = 'UsageError';
  readonly code = 'USAGE';
  readonly blame = 'operator';
}
