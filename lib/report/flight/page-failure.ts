import type { ConsoleLine, PageCommand, PageConsole, PageJob, PageStep } from './page-model.ts';

/** Console lines and the command around the moment at which a step failed. */
export interface FailureContext {
  readonly atMs: number;
  readonly consoles: readonly ConsoleExcerpt[];
  readonly command: { readonly what: string; readonly command: PageCommand } | null;
}

export interface ConsoleExcerpt {
  readonly name: string;
  readonly lines: readonly (ConsoleLine & { readonly suspect: boolean })[];
  /** Numbers of lines of the console before and after the excerpt. */
  readonly before: number;
  readonly after: number;
  /** How long the console had been silent when the step failed; null: no line before. */
  readonly silentMs: number | null;
}

const SUSPECT =
  /panic|\bBUG\b|\bOops\b|Call Trace|segfault|general protection|FATAL|oom-kill|Out of memory|hung task|blocked for more than|I\/O error|No space left|watchdog|Assertion|soft lockup|\bcrash/i;

/** Returns whether a line of a console is a sign of a problem. */
const isSuspect = (text: string): boolean => SUSPECT.test(text);

const AFTER = 8;
/** Number of lines from before the step. */
const LEAD = 5;

/** Returns at most `count` lines of each console before the failure, and the command that most likely caused it. */
export function failureContext(job: PageJob, step: PageStep, count: number): FailureContext {
  const atMs = step.endMs ?? job.endMs;
  const fromMs = step.startMs ?? atMs;
  return {
    atMs,
    consoles: job.consoles.flatMap((serial) => excerpt(serial, { fromMs, atMs, count })),
    command: guiltyCommand(job, step),
  };
}

interface Moment {
  readonly fromMs: number;
  readonly atMs: number;
  readonly count: number;
}

/** Returns the step's last lines before the failure, or the lines from its first suspicious line if that is earlier. */
function excerpt({ name, lines }: PageConsole, { fromMs, atMs, count }: Moment): readonly ConsoleExcerpt[] {
  const split = upperBound(lines, atMs);
  if (lines.length === 0) return [];
  const stepStart = upperBound(lines, fromMs - 1);
  const trouble = lines.findIndex((line, index) => index >= stepStart && index < split && isSuspect(line.text));
  // the lines of the previous step are only context
  const usual = Math.max(0, split - count, stepStart - LEAD);
  const first = trouble === -1 ? usual : Math.max(0, Math.min(usual, trouble - 3));
  const end = Math.min(lines.length, first === usual ? split + AFTER : first + count + AFTER);
  const last = lines[split - 1];
  return [
    {
      name,
      lines: lines.slice(first, end).map((line) => ({ ...line, suspect: isSuspect(line.text) })),
      before: first,
      after: lines.length - end,
      silentMs: last === undefined ? null : atMs - last.atMs,
    },
  ];
}

/** Returns the index of the first line after the moment. */
function upperBound(lines: readonly ConsoleLine[], atMs: number): number {
  let low = 0;
  for (let high = lines.length; low < high;) {
    const middle = (low + high) >> 1;
    if ((lines[middle]?.atMs ?? 0) <= atMs) low = middle + 1;
    else high = middle;
  }
  return low;
}

function guiltyCommand(job: PageJob, step: PageStep): FailureContext['command'] {
  const commands = job.commands.filter((command) => command.stepno === step.stepno);
  const named = commands.findLast((command) => step.reason?.includes(command.command.slice(0, 60)) ?? false);
  const hanging = commands.findLast((command) => command.durationMs === null);
  const failed = commands.findLast((command) => command.durationMs !== null && command.exitCode !== 0);
  if (named !== undefined) return { what: whatOf(named), command: named };
  if (hanging !== undefined) return { what: 'The command that was still running', command: hanging };
  if (failed !== undefined) return { what: 'The last command that failed', command: failed };
  const last = commands.at(-1);
  return last === undefined ? null : { what: 'The last command', command: last };
}

function whatOf({ durationMs, exitCode }: PageCommand): string {
  if (durationMs === null) return 'The command that was still running';
  return exitCode === 0 ? 'The command that the reason names' : 'The command that failed';
}
