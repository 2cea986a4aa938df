import { OsstestError } from './osstest-error.ts';

/** The command line asks for something that does not make sense; says what is accepted. */
export class UsageError extends OsstestError {
  override readonly name = 'UsageError';
  readonly code = 'USAGE';
  readonly blame = 'operator';
}
