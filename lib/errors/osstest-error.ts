import type { Blame } from '../../typings/status.ts';
import type { ErrorCode } from './codes.ts';

/**
 * The base of every error that osstest throws on purpose.
 *
 * `code` is stable and listed in docs/errors.md; `blame` alone decides which status is recorded.
 * Any other error is a bug in a test module or in osstest; a step that throws one fails.
 */
export abstract class OsstestError extends Error {
  abstract readonly code: ErrorCode;
  abstract readonly blame: Blame;
}

/** Returns whether `error` is an error of osstest. */
export const isOsstestError = (error: unknown): error is OsstestError => error instanceof OsstestError;

/** Returns the failure of the work itself when a failed clean-up was thrown over it (SuppressedError). */
export function primaryError(error: unknown): unknown {
  if (error instanceof Error && error.name === 'SuppressedError' && 'suppressed' in error) {
    return primaryError(error.suppressed);
  }
  return error;
}

/** Describes any thrown value in one line. */
export function describeError(error: unknown): string {
  const primary = primaryError(error);
  if (primary instanceof AggregateError && primary.message === '') return primary.errors.map(describeError).join('; ');
  const text = primary instanceof Error ? primary.message || primary.name : String(primary);
  return text.replaceAll(/\s*\n\s*/g, ' ').trim();
}
