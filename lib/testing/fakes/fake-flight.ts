import { fileURLToPath } from 'node:url';
import type { Runvars } from '../../../typings/flight.ts';
import type { Blessing } from '../../../typings/status.ts';
import type { Queryable } from '../../db/pg-promise.ts';
import { RECIPE_MODULE } from '../../flight/load/recipe-module.ts';
import { createFlight, type JobDefinition } from '../../record/create-flight.ts';
import type { Touch } from './fake-hosts.ts';

const MODULES = {
  'fake-test': fileURLToPath(new URL('./fake-test-recipe.ts', import.meta.url)),
  'fake-build': fileURLToPath(new URL('./fake-build-recipe.ts', import.meta.url)),
};

/** A job for fake boxes: `fake-test`, or `fake-build`. */
export const fakeJob = (job: string, recipe: keyof typeof MODULES, runvars: Runvars = {}): JobDefinition => ({
  job,
  recipe,
  runvars: { all_hostflags: 'arch-amd64', [RECIPE_MODULE]: MODULES[recipe], ...runvars },
});

/** Makes a flight of such jobs. */
export const createFakeFlight = (
  queryable: Queryable,
  jobs: readonly JobDefinition[],
  intended: Blessing = 'real',
): Promise<number> => createFlight(queryable, { branch: 'fake', intended, jobs, harness: 'test' });

/** What boxes saw that must not be: two jobs on a box at once, or one job in two processes at once. */
export function overlaps(touches: readonly Touch[]): readonly string[] {
  const wrong: string[] = [];
  const spans = new Map<string, { box: string; job: string; pid: number; from: number; to: number }>();
  for (const { box, job, pid, beganAt, endedAt } of touches) {
    const key = `${box} ${job} ${pid}`;
    const span = spans.get(key) ?? { box, job, pid, from: beganAt, to: beganAt };
    spans.set(key, { ...span, to: Math.max(span.to, endedAt ?? beganAt) });
  }
  const all = [...spans.values()];
  for (const [index, a] of all.entries()) {
    for (const b of all.slice(index + 1)) {
      const atOnce = a.from < b.to && b.from < a.to;
      if (atOnce && a.box === b.box) wrong.push(`${a.box}: ${a.job} (${a.pid}) and ${b.job} (${b.pid}) at once`);
      if (atOnce && a.job === b.job && a.pid !== b.pid) wrong.push(`${a.job}: processes ${a.pid} and ${b.pid} at once`);
    }
  }
  return wrong;
}
