import { fileURLToPath } from 'node:url';
import type { Runvars } from '../../../typings/flight.ts';
import type { Blessing } from '../../../typings/status.ts';
import type { Queryable } from '../../db/pg-promise.ts';
import { RECIPE_MODULE } from '../../flight/load/recipe-module.ts';
import { createFlight, type JobDefinition } from '../../record/flights/create-flight.ts';
import type { Touch } from './fake-hosts.ts';

const MODULES = {
  'fake-test': fileURLToPath(new URL('./fake-test-recipe.ts', import.meta.url)),
  'fake-build': fileURLToPath(new URL('./fake-build-recipe.ts', import.meta.url)),
};

/** Returns a job for fake hosts: `fake-test` or `fake-build`. */
export const fakeJob = (job: string, recipe: keyof typeof MODULES, runvars: Runvars = {}): JobDefinition => ({
  job,
  recipe,
  runvars: { all_hostflags: 'arch-amd64', [RECIPE_MODULE]: MODULES[recipe], ...runvars },
});

/** Creates a flight of jobs for fake hosts. */
export const createFakeFlight = (
  db: Queryable,
  jobs: readonly JobDefinition[],
  intended: Blessing = 'real',
): Promise<number> => createFlight(db, { branch: 'fake', intended, jobs, harness: 'test' });

/** Describes each violation that hosts recorded: two jobs on a host, or one job in two processes, at the same time. */
export function overlaps(touches: readonly Touch[]): readonly string[] {
  const wrong: string[] = [];
  const spans = new Map<string, { host: string; job: string; pid: number; from: number; to: number }>();
  for (const { host, job, pid, beganAt, endedAt } of touches) {
    const key = `${host} ${job} ${pid}`;
    const span = spans.get(key) ?? { host, job, pid, from: beganAt, to: beganAt };
    spans.set(key, { ...span, to: Math.max(span.to, endedAt ?? beganAt) });
  }
  const all = [...spans.values()];
  for (const [index, a] of all.entries()) {
    for (const b of all.slice(index + 1)) {
      const atOnce = a.from < b.to && b.from < a.to;
      if (atOnce && a.host === b.host)
        wrong.push(`${a.host}: ${a.job} (${a.pid}) and ${b.job} (${b.pid}) at the same time`);
      if (atOnce && a.job === b.job && a.pid !== b.pid)
        wrong.push(`${a.job}: processes ${a.pid} and ${b.pid} at the same time`);
    }
  }
  return wrong;
}
