import type { LabEvent } from '../../../typings/events.ts';
import type { Runvars, Step } from '../../../typings/flight.ts';
import type { FlightRecord, JobRecord } from '../../../typings/report.ts';
import type { JobStatus } from '../../../typings/status.ts';
import { isBad } from './page-status.ts';
import type { PageVerdict, VerdictOf } from './page-verdict.ts';
import { makeVisible, toLine, toLines } from '../html/visible-text.ts';
import { formatBytes } from '../../util/units.ts';

/** A job as the page shows it, with text that is safe to show. Times are milliseconds since 1970. */
export interface PageJob {
  readonly name: string;
  readonly recipe: string;
  readonly status: JobStatus;
  /** Position in the flight. */
  readonly index: number;
  readonly anchor: string;
  readonly hosts: readonly string[];
  readonly runvars: Runvars;
  readonly startMs: number;
  readonly endMs: number;
  /** The reason of the job's status, if no step has it. */
  readonly reason: string | null;
  /** Verdict on the job as a whole, if none of its steps failed. */
  readonly verdict: PageVerdict | null;
  readonly steps: readonly PageStep[];
  readonly commands: readonly PageCommand[];
  readonly notes: readonly PageNote[];
  readonly consoles: readonly PageConsole[];
  readonly stash: JobRecord['stash'];
  readonly stashFolder: string | null;
}

export interface PageStep extends Omit<Step, 'startedAt' | 'finishedAt'> {
  readonly anchor: string;
  /** null: the step passed, or the flight was not judged. */
  readonly verdict: PageVerdict | null;
  readonly startMs: number | null;
  /** null: the step did not start or did not end. */
  readonly endMs: number | null;
}

export interface PageCommand {
  readonly atMs: number;
  readonly stepno: number;
  readonly host: string;
  readonly command: string;
  /** null: the exit of the command was not recorded. */
  readonly durationMs: number | null;
  readonly exitCode: number | null;
  readonly output: readonly OutputLine[];
}

export interface OutputLine {
  readonly stream: 'stdout' | 'stderr';
  readonly text: string;
}

export type NoteKind = 'power' | 'progress' | 'file' | 'runvar' | 'cleanup';

/** An event of the job at one moment. */
export interface PageNote {
  readonly atMs: number;
  readonly stepno: number;
  readonly kind: NoteKind;
  readonly host: string;
  readonly text: string;
}

export interface PageConsole {
  readonly name: string;
  readonly lines: readonly ConsoleLine[];
}

export interface ConsoleLine {
  readonly atMs: number;
  readonly text: string;
}

export const toPageJobs = (record: FlightRecord, verdictOf: VerdictOf = () => null): readonly PageJob[] =>
  record.jobs.map((job, index) => toPageJob(job, index, verdictOf));

function toPageJob(record: JobRecord, index: number, verdictOf: VerdictOf): PageJob {
  const { job: name, recipe, status } = record.job;
  const anchor = `job-${makeVisible(name).replaceAll(/\s/g, '_')}`;
  const steps = record.steps.map((step) => toPageStep(step, anchor, verdictOf(step.job, step.stepno)));
  const times = [
    ...steps.flatMap((step) => [step.startMs, step.endMs].filter((at) => at !== null)),
    ...record.events.map((event) => event.at.getTime()),
  ];
  const startMs = times.reduce((least, at) => Math.min(least, at), times[0] ?? 0);
  const finished = record.events.findLast((event) => event.kind === 'job-finished');
  return {
    name,
    recipe,
    status,
    index,
    anchor,
    hosts: hostsOf(record.runvars),
    runvars: record.runvars,
    startMs,
    endMs: times.reduce((most, at) => Math.max(most, at), startMs),
    reason: finished?.kind === 'job-finished' && finished.reason !== null ? toLine(finished.reason) : null,
    verdict: verdictOf(name, null),
    steps,
    commands: collectCommands(record.events),
    notes: record.events.flatMap(toNote),
    consoles: record.consoles.map(({ name, lines }) => ({ name: toLine(name), lines: toConsoleLines(lines, startMs) })),
    stash: record.stash,
    stashFolder: record.stashFolder,
  };
}

const toPageStep = (step: Step, jobAnchor: string, verdict: PageVerdict | null): PageStep => ({
  ...step,
  verdict,
  anchor: `${jobAnchor}.${step.stepno}`,
  startMs: step.startedAt?.getTime() ?? null,
  endMs: step.finishedAt?.getTime() ?? null,
  reason: step.reason === null ? null : toLine(step.reason),
});

const hostsOf = (runvars: Runvars): readonly string[] =>
  Object.entries(runvars)
    .filter(([name]) => /^(?:.*_)?host$/.test(name))
    .map(([, host]) => host);

type Growing = { -readonly [Key in keyof PageCommand]: PageCommand[Key] } & {
  readonly chunks: { stream: OutputLine['stream']; text: string }[];
};

/** Collects commands with their output. Steps may reuse an id: an event belongs to the command that started last. */
function collectCommands(events: readonly LabEvent[]): readonly PageCommand[] {
  const commands: Growing[] = [];
  const open = new Map<string, Growing>();
  for (const event of events) {
    if (event.kind !== 'command-started' && event.kind !== 'output' && event.kind !== 'command-finished') continue;
    const key = `${event.host ?? ''} ${event.id}`;
    if (event.kind === 'command-started') {
      const command = startCommand(event, event.command);
      commands.push(command);
      open.set(key, command);
    } else if (event.kind === 'output') {
      addOutput(open.get(key), event.stream, event.text);
    } else {
      const command = open.get(key);
      open.delete(key);
      if (command === undefined) continue;
      command.durationMs = event.durationMs;
      command.exitCode = event.exitCode;
    }
  }
  return commands.map(({ chunks, ...command }) => ({
    ...command,
    output: chunks.flatMap(({ stream, text }) => toLines(text).map((line) => ({ stream, text: line }))),
  }));
}

const startCommand = (event: LabEvent, command: string): Growing => ({
  atMs: event.at.getTime(),
  stepno: event.stepno ?? 0,
  host: event.host ?? '',
  command: toLines(command).join('\n'),
  durationMs: null,
  exitCode: null,
  output: [],
  chunks: [],
});

function addOutput(command: Growing | undefined, stream: OutputLine['stream'], text: string): void {
  const last = command?.chunks.at(-1);
  if (last?.stream === stream) last.text += text;
  else command?.chunks.push({ stream, text });
}

function toNote(event: LabEvent): readonly PageNote[] {
  const note = (kind: NoteKind, text: string): readonly PageNote[] => [
    {
      atMs: event.at.getTime(),
      stepno: event.stepno ?? 0,
      kind,
      host: event.host ?? '',
      text: toLines(text).join('\n'),
    },
  ];
  if (event.kind === 'power') return note('power', event.action);
  if (event.kind === 'progress') return note('progress', event.message);
  if (event.kind === 'stashed') return note('file', `${event.path} (${formatBytes(event.bytes)})`);
  if (event.kind === 'runvar') return note('runvar', `${event.name} = ${event.value}`);
  if (event.kind === 'cleanup-failed') return note('cleanup', `${event.subject}: ${event.message}`);
  return [];
}

/** Returns the lines of a console; a line without a time has the time of the previous line. */
function toConsoleLines(
  lines: readonly { readonly at: Date | null; readonly text: string }[],
  startMs: number,
): readonly ConsoleLine[] {
  let atMs = lines.find((line) => line.at !== null)?.at?.getTime() ?? startMs;
  const last = lines.at(-1); // empty if the file ends with a line end
  const whole = last?.at === null && last.text === '' ? lines.slice(0, -1) : lines;
  return whole.flatMap((line) => {
    atMs = line.at?.getTime() ?? atMs;
    const [first = '', ...more] = toLines(line.text);
    return [first, ...more].map((text) => ({ atMs, text }));
  });
}

/** Returns the verdicts on the job and its steps. */
export const verdictsOf = (job: PageJob): readonly PageVerdict[] =>
  [job.verdict, ...job.steps.map((step) => step.verdict)].filter((verdict) => verdict !== null);

/** Returns the failed steps. */
export const badSteps = (job: PageJob): readonly PageStep[] => job.steps.filter((step) => isBad(step.status));
