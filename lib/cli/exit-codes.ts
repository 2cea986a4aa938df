import { isOsstestError, primaryError } from '../errors/osstest-error.ts';
import type { Blame, FinalJobStatus } from '../../typings/status.ts';

/** What the command's exit code says; in docs/cli.md. */
export const EXIT_CODES = {
  0: 'passed, or done',
  1: 'a test failed: what is tested is wrong',
  2: 'wrong use of the command, or a configuration that is not valid',
  3: 'the lab is broken: a host, the network, this machine or osstest itself',
  4: 'blocked or aborted: something that was needed is missing, or somebody stopped it',
  130: 'ended at once by a second interrupt',
} as const;

/** Those of `bisect classic`, beside the ones above; its description says what they mean. */
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

/** The exit code of a command that threw. What is not one of our errors is a bug, and so a broken harness. */
export function exitCodeOfError(thrown: unknown): ExitCode {
  const error = primaryError(thrown);
  if (!isOsstestError(error)) return 3;
  return error.code.startsWith('CONFIG_') || error.code === 'USAGE' ? 2 : BY_BLAME[error.blame];
}

/** The exit code for jobs that ended: the worst of them (broken over failed over blocked over pass). */
export function exitCodeOfStatuses(statuses: Iterable<FinalJobStatus>): ExitCode {
  const codes = new Set([...statuses].map((status) => BY_STATUS[status]));
  return ([3, 1, 4] as const).find((code) => codes.has(code)) ?? 0;
}
