import type { JudgedFailure } from '../../../typings/verdict.ts';

/** Status and what it means, such as `fail in 20027 REGR. vs. 20019`; failures of a category stand in its order. */
export function describeFailure(failure: JudgedFailure, subject: number): string {
  const { flight, status, summary } = failure;
  return `${status} ${flight === subject ? '' : `in ${flight} `}${summary}`;
}

/** One failure in columns, made as narrow as 79 characters where blanks can be spared. */
export function formatFailureLine(failure: JudgedFailure, subject: number): string {
  const { job, stepno, testid, status } = failure;
  const text = describeFailure(failure, subject).slice(status.length + 1);
  const columns = [job.padEnd(28), `${stepno ?? ''}`.padStart(2), testid.padEnd(28), status.padEnd(8)].join(' ');
  return squeeze(` ${columns} ${text}`.trimEnd());
}

const WIDTH = 79;

/** Takes blanks away, always from the last run of two or more. */
function squeeze(line: string): string {
  let narrow = line;
  while (narrow.length > WIDTH) {
    const at = narrow.lastIndexOf('  ');
    if (at < 0) break;
    narrow = narrow.slice(0, at) + narrow.slice(at + 1);
  }
  return narrow;
}
