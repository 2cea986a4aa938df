import { OsstestError } from './osstest-error.ts';

/** A wait passed its deadline. The message has the subject of the wait and the last observation. */
export class TimeoutError extends OsstestError {
  override readonly name = 'TimeoutError';
  readonly code = 'TIMED_OUT';
  readonly blame = 'test';
  readonly subject: string;
  readonly timeoutMs: number;

  constructor(subject: string, timeoutMs: number, lastSeen?: string, options?: ErrorOptions) {
    super(
      `${subject}: not within ${timeoutMs / 1000} s${lastSeen === undefined ? '' : ` (last seen: ${lastSeen})`}`,
      options,
    );
    this.subject = subject;
    this.timeoutMs = timeoutMs;
  }
}

/** The operator, or the exit of the harness, requested a stop. */
export class AbortedError extends OsstestError {
  override readonly name = 'AbortedError';
  readonly code = 'ABORTED';
  readonly blame = 'operator';
}

/** A test module found a fault in its subject; thrown by {@link fail}. */
export class TestFailedError extends OsstestError {
  override readonly name = 'TestFailedError';
  readonly code = 'TEST_FAILED';
  readonly blame = 'test';
}

/** Fails a test, with the reason in one line. */
export function fail(reason: string, options?: ErrorOptions): never {
  throw new TestFailedError(reason, options);
}
