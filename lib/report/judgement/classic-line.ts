import type { JudgedFailure } from '../../../typings/verdict.ts';

/** Returns status and meaning, such as `fail in 20027 REGR. vs. 20019`; this text sorts the failures of a category. */
export function describeFailure(failure: JudgedFailure, subject: number): string {
  const { flight, status, summary } = failure;
  return `${status} ${flight === subject ? '' : `in ${flight} `}${summary}`;
}

/** Formats a failure in columns, shortened to 79 characters if enough blanks can be removed. */
export function formatFailureLine(failure: JudgedFailure, subject: number): string {
  const { job, stepno, testid, status } = failure;
  const text = describeFailure(failure, subject).slice(status.length + 1);
  const columns = [job.padEnd(28), `${stepno ?? ''}`.padStart(2), testid.padEnd(28), status.padEnd(8)].join(' ');
  return squeeze(` ${columns} ${text}`.trimEnd());
}

const WIDTH = 79;

/** Removes blanks, always from the last run of two or more. */
function squeeze(line: string): string {
  let narrow = line;
  while (narrow.length > WIDTH) {
    const at = narrow.lastIndexOf('  ');
    if (at < 0) break;
    narrow = narrow.slice(0, at) + narrow.slice(at + 1);
  }
  return narrow;
}
