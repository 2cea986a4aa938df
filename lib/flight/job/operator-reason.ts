import { AbortedError } from '../../errors/general-errors.ts';
import { isOsstestError } from '../../errors/osstest-error.ts';

/** Returns the reason of an aborted signal as an error of osstest: itself, or an `ABORTED` for any other reason. */
export const operatorReason = (reason: unknown): unknown =>
  isOsstestError(reason) ? reason : new AbortedError('stopped by the operator', { cause: reason });
