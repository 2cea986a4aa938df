import type { SshTarget } from '../../../typings/wire.ts';
import { describeError, isOsstestError } from '../../errors/osstest-error.ts';
import { SshConnectionError, type SshFailure } from '../../errors/ssh-errors.ts';

/** Returns the address of a target for messages, such as `ssh root@192.0.2.1:22`. */
export const whereOf = (target: SshTarget): string =>
  `ssh ${target.user}@${target.address.includes(':') ? `[${target.address}]` : target.address}:${target.port}`;

const BY_ERRNO: Readonly<Record<string, readonly [SshFailure, string]>> = {
  ECONNREFUSED: ['refused', 'connection refused'],
  ETIMEDOUT: ['timed-out', 'no answer'],
  ENOTFOUND: ['name-not-found', 'no such name'],
  EAI_AGAIN: ['name-not-found', 'the name cannot be looked up now'],
  EHOSTUNREACH: ['unreachable', 'no route to the host'],
  ENETUNREACH: ['unreachable', 'network unreachable'],
  ECONNRESET: ['lost', 'the connection was reset'],
  EPIPE: ['lost', 'the connection was closed'],
};

const BY_LEVEL: Readonly<Record<string, readonly [SshFailure, string]>> = {
  'client-timeout': ['lost', 'the host stopped answering'],
  handshake: ['handshake', 'ssh handshake failed'],
  protocol: ['handshake', 'the server is not a usable ssh server'],
};

/** Converts an error of ssh2 or of the socket to an error of osstest. `error` undefined: closed without a reason. */
export function explainSshFailure(target: SshTarget, error: unknown): Error {
  if (isOsstestError(error) && !(error instanceof SshConnectionError)) return error;
  const fail = (reason: SshFailure, what: string): SshConnectionError =>
    new SshConnectionError(
      target.name,
      reason,
      `${whereOf(target)}: ${what}`,
      error === undefined ? {} : { cause: error },
    );
  if (error === undefined) return fail('lost', 'the host closed the connection');
  if (error instanceof SshConnectionError) return fail(error.reason, error.message); // of the host on the way
  const { code, level } = error as { code?: unknown; level?: unknown };
  const byErrno = BY_ERRNO[String(code)];
  if (byErrno !== undefined) return fail(...byErrno);
  if (level === 'client-authentication') {
    return fail('authentication', `the key ${target.identityPath} is not accepted`);
  }
  const byLevel = BY_LEVEL[String(level)];
  if (byLevel !== undefined) return fail(byLevel[0], `${byLevel[1]} (${describeError(error)})`);
  return fail('lost', describeError(error));
}
