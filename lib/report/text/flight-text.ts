import type { Step } from '../../../typings/flight.ts';
import type { FlightRecord, JobRecord } from '../../../typings/report.ts';
import { fileLines } from '../flight/file-lines.ts';
import { formatDuration } from '../../util/units.ts';

/** Formats a flight as text: first the failed steps with their reasons, then every job with its steps. */
export function flightText(record: FlightRecord): string {
  const { flight, jobs } = record;
  return [
    `flight ${flight.flight}: ${summary(jobs)}`,
    `branch ${flight.branch}, blessing ${flight.blessing}${flight.startedAt === null ? '' : `, started ${flight.startedAt.toISOString()}`}`,
    ...fileLines(record.files ?? null),
    ...failures(jobs),
    ...jobs.flatMap((job) => ['', ...jobLines(job)]),
    '',
  ].join('\n');
}

/** Returns numbers of jobs by status, such as `2 pass, 1 fail`. */
function summary(jobs: readonly JobRecord[]): string {
  if (jobs.length === 0) return 'no jobs';
  const counts = new Map<string, number>();
  for (const { job } of jobs) counts.set(job.status, (counts.get(job.status) ?? 0) + 1);
  if (counts.size === 1 && counts.has('pass')) return jobs.length === 1 ? 'pass' : `all ${jobs.length} jobs pass`;
  return [...counts].map(([status, count]) => `${count} ${status}`).join(', ');
}

const isBad = (step: Step): boolean => !['pass', 'skip', 'running'].includes(step.status);

function failures(jobs: readonly JobRecord[]): readonly string[] {
  const bad = jobs.flatMap(({ job, steps }) =>
    steps
      .filter(isBad)
      .map((step) => `  ${job.job} ${step.testid}: ${step.status}${step.reason === null ? '' : `: ${step.reason}`}`),
  );
  return bad.length === 0 ? [] : ['', 'Failed steps:', ...bad];
}

function jobLines({ job, runvars, steps, stash, stashFolder }: JobRecord): readonly string[] {
  const hosts = Object.entries(runvars).filter(([name]) => /^(?:.*_)?host$/.test(name));
  const on = hosts.length === 0 ? '' : ` on ${hosts.map(([, host]) => host).join(', ')}`;
  const width = Math.max(...steps.map((step) => step.testid.length), 0);
  const bytes = stash.reduce((sum, file) => sum + file.bytes, 0);
  return [
    `job ${job.job} (${job.recipe})${on}: ${job.status}${jobDuration(steps)}`,
    ...steps.map((step) => stepLine(step, width)),
    ...(stashFolder === null ? [] : [`  ${stash.length} files, ${(bytes / 1024).toFixed(0)} KiB: ${stashFolder}`]),
  ];
}

function stepLine(step: Step, width: number): string {
  const duration =
    step.startedAt === null || step.finishedAt === null
      ? ''
      : formatDuration(step.finishedAt.getTime() - step.startedAt.getTime());
  const reason = step.reason === null ? '' : `  ${step.reason}`;
  return `  ${String(step.stepno).padStart(3)} ${step.testid.padEnd(width)}  ${step.status.padEnd(7)} ${duration.padStart(12)}${reason}`.trimEnd();
}

function jobDuration(steps: readonly Step[]): string {
  const starts = steps.flatMap((step) => (step.startedAt === null ? [] : [step.startedAt.getTime()]));
  const ends = steps.flatMap((step) => (step.finishedAt === null ? [] : [step.finishedAt.getTime()]));
  if (starts.length === 0 || ends.length === 0) return '';
  return ` after ${formatDuration(Math.max(...ends) - Math.min(...starts))}`;
}
