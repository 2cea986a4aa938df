import type { ConsoleLine, PageCommand, PageConsole, PageJob, PageStep } from './page-model.ts';

/** What stands around the moment at which a step failed. */
export interface FailureContext {
  readonly atMs: number;
  readonly consoles: readonly ConsoleExcerpt[];
  readonly command: { readonly what: string; readonly command: PageCommand } | null;
}

export interface ConsoleExcerpt {
  readonly name: string;
  readonly lines: readonly (ConsoleLine & { readonly suspect: boolean })[];
  /** Lines of the console before and after what is shown. */
  readonly before: number;
  readonly after: number;
  /** How long the console had been silent when the step failed. null: no line before. */
  readonly silentMs: number | null;
}

const SUSPECT =
  /panic|\bBUG\b|\bOops\b|Call Trace|segfault|general protection|FATAL|oom-kill|Out of memory|hung task|blocked for more than|I\/O error|No space left|watchdog|Assertion|soft lockup|\bcrash/i;

/** Whether a line of a console looks like trouble. */
const isSuspect = (text: string): boolean => SUSPECT.test(text);

const AFTER = 8;
/** Lines from before the step. */
const LEAD = 5;

/** The consoles around the failure, `count` lines each at most, and the command that it was about. */
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

/** The step's last lines before the moment; from the first sign of trouble within the step on, where one stands earlier. */
function excerpt({ name, lines }: PageConsole, { fromMs, atMs, count }: Moment): readonly ConsoleExcerpt[] {
  const split = upperBound(lines, atMs);
  if (lines.length === 0) return [];
  const stepBegin = upperBound(lines, fromMs - 1);
  const trouble = lines.findIndex((line, index) => index >= stepBegin && index < split && isSuspect(line.text));
  // what the step before left on the console only leads up to it
  const usual = Math.max(0, split - count, stepBegin - LEAD);
  const begin = trouble === -1 ? usual : Math.max(0, Math.min(usual, trouble - 3));
  const end = Math.min(lines.length, begin === usual ? split + AFTER : begin + count + AFTER);
  const last = lines[split - 1];
  return [
    {
      name,
      lines: lines.slice(begin, end).map((line) => ({ ...line, suspect: isSuspect(line.text) })),
      before: begin,
      after: lines.length - end,
      silentMs: last === undefined ? null : atMs - last.atMs,
    },
  ];
}

/** Index of the first line after the moment. */
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
  return exitCode === 0 ? 'The command that it was about' : 'The command that failed';
}
