import type { LabEvent } from '../../../typings/events.ts';
import { formatDuration } from '../../util/units.ts';
import { formatElapsed, jobName, oneLine, placeOf } from './terminal-text.ts';

/** What each running job is doing, according to its events. */
export interface LiveJobs {
  take(event: LabEvent): void;
  isAnyActive(): boolean;
  /** Returns one line for each running job, in the order of their starts. */
  lines(nowMs: number): string[];
}

interface LiveStep {
  readonly place: string;
  readonly sinceMs: number;
  readonly expectedMs: number | null;
  doing: string;
}

interface LiveJob {
  readonly sinceMs: number;
  readonly expectedMs: number | null;
  readonly steps: Map<number, LiveStep>;
  doing: string;
}

export function createLiveJobs(): LiveJobs {
  const jobs = new Map<string, LiveJob>();
  const begin = (event: LabEvent): LiveJob => {
    const name = jobName(event);
    const expectedMs = event.kind === 'job-started' ? (event.expectedMs ?? null) : null;
    const job = { sinceMs: event.at.getTime(), expectedMs, steps: new Map<number, LiveStep>(), doing: '' };
    jobs.set(name, job);
    return job;
  };
  return {
    take: (event) => {
      if (event.job === undefined) return;
      if (event.kind === 'job-finished') jobs.delete(jobName(event));
      else if (event.kind === 'job-started') begin(event);
      else takeWithin(jobs.get(jobName(event)), event);
    },
    isAnyActive: () => jobs.size > 0,
    lines: (nowMs) => [...jobs].map(([name, job]) => `${name} ${describeJob(job, nowMs)}`),
  };
}

function takeWithin(job: LiveJob | undefined, event: LabEvent): void {
  if (job === undefined) return;
  const { stepno } = event;
  if (event.kind === 'started' && stepno !== undefined) {
    const { expectedMs = null } = event;
    job.steps.set(stepno, { place: placeOf(event), sinceMs: event.at.getTime(), expectedMs, doing: '' });
  }
  if (event.kind === 'finished' && stepno !== undefined) job.steps.delete(stepno);
  const doing = event.kind === 'progress' ? event.message : event.kind === 'command-started' ? event.command : null;
  if (doing === null) return;
  const step = stepno === undefined ? undefined : job.steps.get(stepno);
  (step ?? job).doing = oneLine(doing);
}

function describeJob(job: LiveJob, nowMs: number): string {
  const step = [...job.steps.values()].at(-1);
  const others = job.steps.size > 1 ? ` (and ${job.steps.size - 1} more)` : '';
  const { sinceMs, doing } = step ?? job;
  const expectedMs = step?.expectedMs ?? null;
  const usual = expectedMs === null ? '' : ` of usually ${formatDuration(expectedMs)}`;
  const place = step === undefined ? 'between steps' : step.place + others;
  return `${place} ${formatElapsed(nowMs - sinceMs)}${usual}${endOf(job)}${doing === '' ? '' : `: ${doing}`}`;
}

/** Formats when the whole job is expected to end, in UTC. */
function endOf({ sinceMs, expectedMs }: LiveJob): string {
  return expectedMs === null ? '' : `, ends about ${new Date(sinceMs + expectedMs).toISOString().slice(11, 16)}`;
}
