import { OsstestError } from './osstest-error.ts';

/** A mail did not get out. */
export class MailError extends OsstestError {
  override readonly name = 'MailError';
  readonly code = 'MAIL_FAILED';
  readonly blame = 'lab';
}
