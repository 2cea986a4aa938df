import { OsstestError } from './osstest-error.ts';

/** The power of a host could not be switched. */
export class PowerError extends OsstestError {
  override readonly name = 'PowerError';
  readonly code = 'POWER_FAILED';
  readonly blame = 'lab';
  readonly host: string;
  readonly action: string;

  constructor(host: string, action: string, reason: string, options?: ErrorOptions) {
    super(`${host}: power ${action} failed: ${reason}`, options);
    this.host = host;
    this.action = action;
  }
}
