import { OsstestError } from './osstest-error.ts';

/** A serial console cannot be used. */
export class SerialError extends OsstestError {
  override readonly name = 'SerialError';
  readonly code = 'SERIAL_FAILED';
  readonly blame = 'lab';
}
