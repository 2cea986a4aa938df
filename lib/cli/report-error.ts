import { ConfigInvalidError, formatConfigProblem } from '../errors/config-errors.ts';
import { FlightInvalidError, formatFlightProblem } from '../errors/flight-errors.ts';
import { describeError, isOsstestError, primaryError, type OsstestError } from '../errors/osstest-error.ts';

/** What an error looks like at the terminal: one line with its code and where it is explained. */
export function reportError(thrown: unknown, verbose: boolean): string {
  const error = primaryError(thrown);
  if (error instanceof ConfigInvalidError) {
    return problemLines(error, error.problems.map(formatConfigProblem), 'the configuration has', 'docs/config.md');
  }
  if (error instanceof FlightInvalidError) {
    return problemLines(
      error,
      error.problems.map(formatFlightProblem),
      'the flight has',
      'docs/errors.md#flight_invalid',
    );
  }
  const line = isOsstestError(error)
    ? `osstest: ${describeError(error)} (${error.code}: see docs/errors.md#${error.code.toLowerCase()})`
    : `osstest: unexpected error, a bug: ${describeError(error)}${verbose ? '' : ' (--verbose shows where)'}`;
  return verbose ? `${line}\n${stacks(error).join('\n')}` : line;
}

function problemLines({ code }: OsstestError, problems: readonly string[], what: string, docs: string): string {
  const count = `${problems.length} problem${problems.length === 1 ? '' : 's'}`;
  return [...problems.map((problem) => `osstest: ${problem}`), `osstest: ${what} ${count} (${code}: see ${docs})`].join(
    '\n',
  );
}

function stacks(error: unknown): readonly string[] {
  if (!(error instanceof Error)) return [];
  const cause = error.cause === undefined ? [] : ['caused by:', ...stacks(error.cause)];
  return [error.stack ?? String(error), ...cause];
}
