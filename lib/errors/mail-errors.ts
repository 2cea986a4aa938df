import { OsstestError } from './osstest-error.ts';

/** A mail was not delivered to all of its recipients. */
export class MailError extends OsstestError {
  override readonly name = 'MailError';
  readonly code = 'MAIL_FAILED';
  readonly blame = 'lab';
  /** The addresses that were rejected; the others have the mail. */
  readonly refused: readonly string[];

  constructor(message: string, refused: readonly string[], options?: ErrorOptions) {
    super(message, options);
    this.refused = refused;
  }
}
