import type { EventBody, LabEvent } from '../../../typings/events.ts';
import type { ConsoleRecord } from '../../../typings/report.ts';
import type { Random } from '../../util/random.ts';

/** The record of one sample job, with its simulated time. */
export interface SamplePaper {
  readonly random: Random;
  readonly events: readonly LabEvent[];
  nowMs: number;
  /** The number of the running step; null: there is none. */
  stepno: number | null;
  tell(body: EventBody, host?: string): void;
  /** Adds a line to a console. */
  print(serial: string, text: string): void;
  /** Adds a command with its output; lines of stderr start with `!`. Exit code null: the command does not end. */
  command(host: string, command: string, output: readonly string[], exitCode: number | null, ms: number): void;
  consoles(): readonly ConsoleRecord[];
}

export function createPaper(job: {
  readonly flight: number;
  readonly job: string;
  readonly random: Random;
  readonly startMs: number;
}): SamplePaper {
  const events: LabEvent[] = [];
  const lines = new Map<string, { at: Date; text: string }[]>();
  let commands = 0;
  const paper: SamplePaper = {
    random: job.random,
    events,
    nowMs: job.startMs,
    stepno: null,
    tell: (body, onHost) => {
      const step = paper.stepno === null ? {} : { stepno: paper.stepno };
      const host = onHost === undefined ? {} : { host: onHost };
      events.push({ at: new Date(paper.nowMs), flight: job.flight, job: job.job, ...step, ...host, ...body });
    },
    print: (serial, text) => {
      const printed = lines.get(serial) ?? [];
      printed.push({ at: new Date(paper.nowMs), text });
      lines.set(serial, printed);
    },
    command: (host, command, output, exitCode, ms) => {
      const id = ++commands;
      paper.tell({ kind: 'command-started', id, command }, host);
      const beginMs = paper.nowMs;
      for (const line of output) {
        paper.nowMs += Math.ceil(ms / (output.length + 1));
        const stream = line.startsWith('!') ? 'stderr' : 'stdout';
        paper.tell({ kind: 'output', id, stream, text: `${line.replace(/^!/, '')}\n` }, host);
      }
      paper.nowMs = Math.max(paper.nowMs, beginMs + ms);
      if (exitCode !== null) paper.tell({ kind: 'command-finished', id, command, exitCode, durationMs: ms }, host);
    },
    consoles: () => [...lines].map(([name, printed]) => ({ name, lines: printed })),
  };
  return paper;
}
