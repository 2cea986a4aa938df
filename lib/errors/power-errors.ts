import { OsstestError } from './osstest-error.ts';

/** A box could not be switched. */
export class PowerError extends OsstestError {
  override readonly name = 'PowerError';
  readonly code = 'POWER_FAILED';
  readonly blame = 'lab';
}
