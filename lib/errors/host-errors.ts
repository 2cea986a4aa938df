import { OsstestError } from './osstest-error.ts';

/** A host is not in the required state. */
export class HostStateError extends OsstestError {
  override readonly name = 'HostStateError';
  readonly code = 'HOST_STATE';
  readonly blame = 'lab';
  readonly host: string;
  readonly wanted: string;

  constructor(host: string, wanted: string, found: string, options?: ErrorOptions) {
    super(`${host}: wanted a host in state "${wanted}", but ${found}`, options);
    this.host = host;
    this.wanted = wanted;
  }
}

/** A host did not boot. The booted system is under test, so the recipe decides the status of the step. */
export class HostDownError extends OsstestError {
  override readonly name = 'HostDownError';
  readonly code = 'HOST_DOWN';
  readonly blame = 'test';
  readonly host: string;
  readonly timeoutMs: number;

  constructor(host: string, attempted: string, timeoutMs: number, lastSeen: string, options?: ErrorOptions) {
    super(`${host}: ${attempted}: not up within ${timeoutMs / 1000} s (${lastSeen})`, options);
    this.host = host;
    this.timeoutMs = timeoutMs;
  }
}

/** Xen or Linux on a host panicked, as its serial console showed. */
export class HostCrashedError extends OsstestError {
  override readonly name = 'HostCrashedError';
  readonly code = 'HOST_CRASHED';
  readonly blame = 'test';
  readonly host: string;
  readonly crash: string;

  constructor(host: string, kind: string, crash: string) {
    super(`${host}: ${kind} on the serial console: ${crash}`);
    this.host = host;
    this.crash = crash;
  }
}

/** The request cannot be carried out on this host. */
export class UnsupportedError extends OsstestError {
  override readonly name = 'UnsupportedError';
  readonly code = 'UNSUPPORTED';
  readonly blame = 'lab';
}
