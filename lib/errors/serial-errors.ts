import { OsstestError } from './osstest-error.ts';

/** The serial console of a host is not usable. */
export class SerialError extends OsstestError {
  override readonly name = 'SerialError';
  readonly code = 'SERIAL_FAILED';
  readonly blame = 'lab';
  readonly host: string;

  constructor(host: string, reason: string, options?: ErrorOptions) {
    super(`${host}: serial console: ${reason}`, options);
    this.host = host;
  }
}
