import { deflateRawSync } from 'node:zlib';
import { buildLineTable, type LineTable } from './page-lines.ts';
import type { PageCommand, PageJob, PageNote } from './page-model.ts';

/**
 * The data from which the page's script draws the timeline of a job; times are milliseconds since the job's start. A line
 * that replaces omitted lines starts with U+0001, which no other line contains. Lines are encoded with the line table.
 */
interface JobData {
  readonly startMs: number;
  readonly endMs: number;
  /** Stepno, start, end (-1: none), status. */
  readonly steps: readonly (readonly [number, number, number, string])[];
  /** Name, times as differences to the line before, lines. */
  readonly consoles: readonly (readonly [string, readonly number[], string])[];
  /**
   * Time, stepno, host, duration (-1: no end), exit code, command, output as streams (0 stdout, 1 stderr) with lines.
   */
  readonly commands: readonly (readonly [
    number,
    number,
    string,
    number,
    number | null,
    string,
    readonly (readonly [0 | 1, string])[],
  ])[];
  /** Time, stepno, kind, host, text. */
  readonly notes: readonly (readonly [number, number, PageNote['kind'], string, string])[];
}

export interface PackedJob {
  readonly index: number;
  /** Deflated JSON of JobData in base64. */
  readonly base64: string;
  /** Number of lines of consoles and outputs that are only in the stash. */
  readonly leftOut: number;
}

/** Numbers of lines that are retained of each console in each step, and of each command's output. */
const LIMITS = [Infinity, 400, 150, 60, 20, 6] as const;

export interface PackedJobs {
  /** Deflated JSON of the line table in base64. */
  readonly lines: string;
  readonly jobs: readonly PackedJob[];
}

/**
 * Packs all jobs into at most `maxBytes` if possible. The middle of long logs is omitted, first in the jobs that passed.
 */
export function packJobs(
  jobs: readonly PageJob[],
  isImportant: (job: PageJob) => boolean,
  maxBytes: number,
): PackedJobs {
  const table = buildLineTable(jobs);
  const lines = deflate(table.lines);
  const left = maxBytes - lines.length;
  const pack = (limit: number, important: boolean): readonly PackedJob[] =>
    jobs.filter((job) => isImportant(job) === important).map((job) => packJob(job, table, limit));
  let important = pack(Infinity, true);
  let others = pack(Infinity, false);
  for (const limit of LIMITS.slice(1)) {
    if (sizeOf(important) + sizeOf(others) <= left) break;
    others = pack(limit, false);
  }
  for (const limit of LIMITS.slice(1)) {
    if (sizeOf(important) + sizeOf(others) <= left) break;
    important = pack(limit, true);
  }
  return { lines, jobs: [...important, ...others].toSorted((a, b) => a.index - b.index) };
}

const sizeOf = (packed: readonly PackedJob[]): number => packed.reduce((sum, job) => sum + job.base64.length, 0);

interface Packing {
  readonly table: LineTable;
  readonly limit: number;
  /** Counts lines that are left out. */
  readonly count: (lines: number) => void;
}

const deflate = (data: unknown): string => deflateRawSync(JSON.stringify(data), { level: 9 }).toString('base64');

function packJob(job: PageJob, table: LineTable, limit: number): PackedJob {
  let leftOut = 0;
  const how: Packing = { table, limit, count: (lines) => void (leftOut += lines) };
  const offset = (atMs: number | null): number => (atMs === null ? -1 : atMs - job.startMs);
  const data: JobData = {
    startMs: job.startMs,
    endMs: job.endMs,
    steps: job.steps.map((step) => [step.stepno, offset(step.startMs), offset(step.endMs), step.status]),
    consoles: job.consoles.map((serial) => packConsole(serial, job, how)),
    commands: job.commands.map((command) => packCommand(command, job.startMs, how)),
    notes: job.notes.map(({ atMs, stepno, kind, host, text }) => [atMs - job.startMs, stepno, kind, host, text]),
  };
  return { index: job.index, base64: deflate(data), leftOut };
}

function packConsole(
  { name, lines }: PageJob['consoles'][number],
  job: PageJob,
  how: Packing,
): JobData['consoles'][number] {
  const kept = splitBySteps(lines, job).flatMap((part) =>
    thin(part, how, (left) => ({ atMs: part[part.length >> 1]?.atMs ?? 0, text: left })),
  );
  let last = job.startMs;
  const times = kept.map(({ atMs }) => {
    const delta = atMs - last;
    last = atMs;
    return delta;
  });
  return [name, times, how.table.encode(kept.map((line) => line.text))];
}

function splitBySteps<Line extends { readonly atMs: number }>(lines: readonly Line[], job: PageJob): readonly Line[][] {
  const starts = job.steps.flatMap((step) => (step.startMs === null ? [] : [step.startMs]));
  const parts: Line[][] = [[]];
  let next = 0;
  for (const line of lines) {
    const start = starts[next];
    if (start !== undefined && line.atMs >= start) {
      while ((starts[next] ?? Infinity) <= line.atMs) next++;
      parts.push([]);
    }
    parts.at(-1)?.push(line);
  }
  return parts;
}

function packCommand(
  { atMs, stepno, host, durationMs, exitCode, command, output }: PageCommand,
  startMs: number,
  how: Packing,
): JobData['commands'][number] {
  const streams: [0 | 1, string[]][] = [];
  for (const { stream, text } of thin(output, how, (left) => ({ stream: 'stdout', text: left }) as const)) {
    const number = stream === 'stdout' ? 0 : 1;
    const last = streams.at(-1);
    if (last?.[0] === number) last[1].push(text);
    else streams.push([number, [text]]);
  }
  const packed = streams.map(([number, lines]) => [number, how.table.encode(lines)] as const);
  return [atMs - startMs, stepno, host, durationMs ?? -1, exitCode, command, packed];
}

/** Returns lines up to the limit: the first quarter of the limit from the start, the rest from the end. */
function thin<Line>(
  lines: readonly Line[],
  { limit, count }: Packing,
  toLine: (text: string) => Line,
): readonly Line[] {
  const left = lines.length - limit;
  if (left <= 1) return lines;
  count(left);
  const first = Math.ceil(limit / 4);
  return [...lines.slice(0, first), toLine(`\u0001${left} lines left out`), ...lines.slice(first + left)];
}
