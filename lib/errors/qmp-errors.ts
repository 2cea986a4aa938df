import { OsstestError } from './osstest-error.ts';

/** QEMU's monitor refused a command, or is not available. */
export class QmpError extends OsstestError {
  override readonly name = 'QmpError';
  readonly code = 'QMP_FAILED';
  readonly blame = 'lab';
  readonly command: string;

  constructor(command: string, reason: string, options?: ErrorOptions) {
    super(`QMP ${command}: ${reason}`, options);
    this.command = command;
  }
}
