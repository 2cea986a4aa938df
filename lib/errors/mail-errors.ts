import { OsstestError } from './osstest-error.ts';

/** A mail did not get out to all that were to get it. */
export class MailError extends OsstestError {
  override readonly name = 'MailError';
  readonly code = 'MAIL_FAILED';
  readonly blame = 'lab';
  /** The addresses for which it was not taken; the others have it. */
  readonly refused: readonly string[];

  constructor(message: string, refused: readonly string[], options?: ErrorOptions) {
    super(message, options);
    this.refused = refused;
  }
}
