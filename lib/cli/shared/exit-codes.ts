import { isOsstestError, primaryError } from '../../errors/osstest-error.ts';
import type { Blame, FinalJobStatus } from '../../../typings/status.ts';

/** Exit codes of commands, with their meanings for help and docs/cli.md. */
export const EXIT_CODES = {
  0: 'success; every test passed',
  1: 'a test failed: the tested version is wrong',
  2: 'wrong use of the command, or an invalid configuration',
  3: 'the lab is broken: a host, the network, this machine or osstest itself',
  4: 'blocked or aborted: a needed part is missing, or a user stopped it',
  130: 'ended immediately by a second interrupt',
} as const;

/** The exit codes of `bisect classic` beside those above; its help lists them. */
type ClassicExitCode = 8 | 12 | 16 | 32 | 255;

export type ExitCode = keyof typeof EXIT_CODES | ClassicExitCode;

const BY_BLAME: Readonly<Record<Blame, ExitCode>> = { test: 1, lab: 3, dependency: 4, operator: 4 };

const BY_STATUS: Readonly<Record<FinalJobStatus, ExitCode>> = {
  pass: 0,
  fail: 1,
  broken: 3,
  blocked: 4,
  aborted: 4,
  starved: 4,
};

/** Returns the exit code of a command that threw. An error that is not an OsstestError is a bug: the harness is broken. */
export function exitCodeOfError(thrown: unknown): ExitCode {
  const error = primaryError(thrown);
  if (!isOsstestError(error)) return 3;
  return error.code.startsWith('CONFIG_') || error.code === 'USAGE' ? 2 : BY_BLAME[error.blame];
}

/** Returns the exit code for finished jobs: that of the worst (broken, then failed, then blocked, then passed). */
export function exitCodeOfStatuses(statuses: Iterable<FinalJobStatus>): ExitCode {
  const codes = new Set([...statuses].map((status) => BY_STATUS[status]));
  return ([3, 1, 4] as const).find((code) => codes.has(code)) ?? 0;
}
