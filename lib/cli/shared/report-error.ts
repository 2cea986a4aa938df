import { ConfigInvalidError, formatConfigProblem } from '../../errors/config-errors.ts';
import { FlightInvalidError, formatFlightProblem } from '../../errors/flight-errors.ts';
import { describeError, isOsstestError, primaryError, type OsstestError } from '../../errors/osstest-error.ts';

/** How an error is reported. */
export interface ReportErrorOptions {
  /** With stack traces. */
  readonly verbose: boolean;
  /** As one JSON object: `code`, `blame`, `message`, `details`. Code and blame of a bug are null. */
  readonly json: boolean;
}

/** Returns the text of an error for stderr, with its code and the command that explains the code. */
export function reportError(thrown: unknown, { verbose, json }: ReportErrorOptions): string {
  const error = primaryError(thrown);
  if (json) return JSON.stringify(toErrorDocument(error, verbose));
  const text = isOsstestError(error)
    ? describeKnown(error)
    : `osstest: unexpected error, a bug: ${describeError(error)}${verbose ? '' : ' (--verbose prints the stack)'}`;
  return verbose ? `${text}\n${stacks(error).join('\n')}` : text;
}

function describeKnown(error: OsstestError): string {
  const problems = problemsOf(error);
  const explain = error.code === 'USAGE' ? error.code : `${error.code}; see "osstest explain ${error.code}"`;
  if (problems === null) return `osstest: ${describeError(error)} (${explain})`;
  const subject = error instanceof ConfigInvalidError ? 'the configuration' : 'the flight';
  const count = `${problems.length} problem${problems.length === 1 ? '' : 's'}`;
  return [...problems, `${subject} has ${count} (${explain})`].map((line) => `osstest: ${line}`).join('\n');
}

/** Returns the lines of an error that lists several problems; null for any other error. */
function problemsOf(error: OsstestError): readonly string[] | null {
  if (error instanceof ConfigInvalidError) return error.problems.map(formatConfigProblem);
  return error instanceof FlightInvalidError ? error.problems.map(formatFlightProblem) : null;
}

function toErrorDocument(error: unknown, verbose: boolean): object {
  const known = isOsstestError(error);
  const { code = null, blame = null } = known ? error : {};
  const fields = error instanceof Error ? Object.entries(error) : [];
  const own = fields.filter(([name]) => !['name', 'code', 'blame', 'cause'].includes(name));
  const causes = causesOf(error).map(describeError);
  return {
    code,
    blame,
    message: describeError(error),
    details: {
      ...Object.fromEntries(own.filter(([, value]) => isPlainData(value))),
      ...(causes.length === 0 ? {} : { causes }),
      ...(verbose ? { stacks: stacks(error) } : {}),
    },
  };
}

/** Whether a value can be printed as JSON: a field of an error may also be a connection or a process. */
function isPlainData(value: unknown): boolean {
  try {
    return JSON.stringify(value) !== undefined;
  } catch {
    return false;
  }
}

function causesOf(error: unknown): readonly unknown[] {
  if (!(error instanceof Error) || error.cause === undefined) return [];
  return [error.cause, ...causesOf(error.cause)];
}

function stacks(error: unknown): readonly string[] {
  if (!(error instanceof Error)) return [];
  const cause = error.cause === undefined ? [] : ['caused by:', ...stacks(error.cause)];
  return [error.stack ?? String(error), ...cause];
}
