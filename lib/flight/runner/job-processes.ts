import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { LabEvent } from '../../../typings/events.ts';
import type { JobOrder } from './job-order.ts';
import { startJobProcess, type JobProcess, type JobProcessEnd } from './job-process.ts';

/** A job that runs in a process. */
export interface StartedJob extends Pick<JobProcess, 'stop' | 'kill'> {
  /** Never rejects. */
  readonly ended: Promise<JobProcessEnd>;
}

/** The job processes of one runner. */
export interface JobProcesses {
  /** Starts a job in a free process, or in a new one. */
  start(order: JobOrder, onEvent: (event: LabEvent) => void): Promise<StartedJob>;
  /** Ends the processes that have no job. */
  endFree(): Promise<void>;
}

/** Returns an empty set of processes. */
export function createJobProcesses(): JobProcesses {
  let free: readonly JobProcess[] = [];
  const take = (): JobProcess | undefined => {
    const [first, ...others] = free.filter(({ isAlive }) => isAlive);
    free = others;
    return first;
  };
  return {
    start: async (order, onEvent) => {
      const folder = join(order.config.paths.stashDir, String(order.flight), order.job);
      await mkdir(folder, { recursive: true });
      const log = join(folder, 'harness-stderr');
      const process = take() ?? (await startJobProcess(log));
      const run = async (): Promise<JobProcessEnd> => {
        const end = await process.run(order, log, onEvent);
        if (end.isFree) free = [...free, process];
        return end;
      };
      return { ended: run(), stop: () => process.stop(), kill: () => process.kill() };
    },
    endFree: async () => {
      const all = free;
      free = [];
      await Promise.all(all.map((process) => process.release()));
    },
  };
}
