import { ConfigInvalidError, formatConfigProblem } from '../errors/config-errors.ts';
import { describeError, isOsstestError, primaryError } from '../errors/osstest-error.ts';

/** What an error looks like at the terminal: one line with its code and where it is explained. */
export function reportError(thrown: unknown, verbose: boolean): string {
  const error = primaryError(thrown);
  if (error instanceof ConfigInvalidError) return configLines(error);
  const line = isOsstestError(error)
    ? `osstest: ${describeError(error)} (${error.code}: see docs/errors.md#${error.code.toLowerCase()})`
    : `osstest: unexpected error, a bug: ${describeError(error)}${verbose ? '' : ' (--verbose shows where)'}`;
  return verbose ? `${line}\n${stacks(error).join('\n')}` : line;
}

function configLines(error: ConfigInvalidError): string {
  const count = `${error.problems.length} problem${error.problems.length === 1 ? '' : 's'}`;
  return [
    ...error.problems.map((problem) => `osstest: ${formatConfigProblem(problem)}`),
    `osstest: the configuration has ${count} (${error.code}: see docs/config.md)`,
  ].join('\n');
}

function stacks(error: unknown): readonly string[] {
  if (!(error instanceof Error)) return [];
  const cause = error.cause === undefined ? [] : ['caused by:', ...stacks(error.cause)];
  return [error.stack ?? String(error), ...cause];
}
