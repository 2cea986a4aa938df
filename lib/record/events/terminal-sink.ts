import type { EventSink, LabEvent } from '../../../typings/events.ts';
import { systemClock, type Clock } from '../../util/clock.ts';
import { createLiveJobs } from './live-jobs.ts';
import { describeEvent, jobName, logLine, placeOf, truncate } from './terminal-text.ts';

/** The part of a terminal or file that the sink uses; `process.stderr` is one. */
export interface TextTarget {
  /** Writes text as it is, with its line ends. */
  write(text: string): unknown;
  readonly isTTY?: boolean;
  readonly columns?: number;
}

export interface TerminalSinkOptions {
  readonly target: TextTarget;
  /** Shows statuses in colour; only on a terminal. Default false. */
  readonly colour?: boolean;
  readonly clock?: Clock;
}

/**
 * Creates a sink that shows the progress of jobs. On a terminal it shows a live view: finished steps above, and one
 * line for each job below. The line shows the step, its host, its duration, its usual duration and its last output.
 * Elsewhere the sink writes one plain line for each event.
 */
export function createTerminalSink(options: TerminalSinkOptions): EventSink {
  return options.target.isTTY === true ? liveSink(options) : plainSink(options.target);
}

function plainSink(target: TextTarget): EventSink {
  return {
    name: 'terminal',
    write: (event) => {
      const line = logLine(event);
      if (line !== null) target.write(`${line}\n`);
    },
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}

const TICK_MS = 1000;
const COLOURS: Readonly<Record<string, number>> = {
  pass: 32,
  fail: 31,
  broken: 33,
  blocked: 35,
  aborted: 33,
  starved: 33,
};

function liveSink({ target, colour = false, clock = systemClock }: TerminalSinkOptions): EventSink {
  const jobs = createLiveJobs();
  const closing = new AbortController();
  let shown = 0;
  let ticking = false;

  const erase = (): string => (shown === 0 ? '' : `\u001b[${shown}A\u001b[J`);
  const paint = (above: readonly string[] = []): void => {
    const columns = Math.max((target.columns ?? 80) - 1, 20);
    const lines = closing.signal.aborted ? [] : jobs.lines(clock.now()).map((line) => truncate(line, columns));
    target.write(erase() + [...above, ...lines].map((line) => `${line}\n`).join(''));
    shown = lines.length;
  };
  const tick = async (): Promise<void> => {
    ticking = true;
    while (jobs.isAnyActive() && !closing.signal.aborted) {
      await clock.sleep(TICK_MS, closing.signal).catch(() => undefined); // the sink is being closed
      if (!closing.signal.aborted) paint();
    }
    ticking = false;
  };
  return {
    name: 'terminal',
    write: (event) => {
      jobs.take(event);
      const line = scrolledLine(event, colour);
      if (line !== null || describeEvent(event) !== null) paint(line === null ? [] : [line]);
      if (!ticking && jobs.isAnyActive()) void tick();
    },
    [Symbol.asyncDispose]: () => {
      closing.abort();
      paint();
      return Promise.resolve();
    },
  };
}

/** Returns the line that stays above the live lines; null: the event has none. */
function scrolledLine(event: LabEvent, colour: boolean): string | null {
  const isLasting =
    event.kind === 'job-finished' ||
    event.kind === 'finished' ||
    event.kind === 'cleanup-failed' ||
    (event.kind === 'progress' && event.job === undefined);
  const text = isLasting ? describeEvent(event) : null;
  if (text === null) return null;
  const place = placeOf(event);
  const status = event.kind === 'finished' || event.kind === 'job-finished' ? event.status : null;
  return `${event.at.toISOString().slice(11, 19)} ${jobName(event)}${place === '' ? '' : ` ${place}`}: ${paintStatus(text, colour ? status : null)}`;
}

function paintStatus(text: string, status: string | null): string {
  const code = status === null ? undefined : COLOURS[status];
  if (status === null || code === undefined) return text;
  return `\u001b[${code}m${status}\u001b[0m${text.slice(status.length)}`;
}
