import type { Flight, Runvars } from '../../../typings/flight.ts';
import type { Recipe } from '../../../typings/recipe.ts';
import { listHosts } from '../../coordination/host/host-row.ts';
import type { Queryable } from '../../db/pg-promise.ts';
import { summarizeJobs } from '../../history/job-history.ts';
import { readRunvars } from '../../record/flights/read-records.ts';
import type { JobState } from '../../record/recorder/job-states.ts';
import { isOpenToChange } from '../../record/statuses.ts';
import { neededBuilds } from '../../build/needed-builds.ts';
import { loadRecipe } from '../load/load-recipe.ts';
import { missingTests } from '../define/missing-tests.ts';
import { planRecipe, testidOf } from '../define/plan-step.ts';
import { RECIPE_MODULE } from '../load/recipe-module.ts';
import { hostDemand, type HostDemand } from '../forecast/host-demand.ts';

/** Facts about the jobs of a flight that do not change while it runs. */
export interface KnownJobs {
  /** Jobs of the flight whose output the job needs. */
  readonly needs: (job: string) => readonly string[];
  /** Whether the recipe of the job loads, and all of its tests are written. */
  readonly isRunnable: (job: string) => boolean;
  /** Whether the recipe is rerunnable and the flight is open. */
  readonly mayRerun: (job: string) => boolean;
  /** Whether a failure of this step does not count. */
  readonly isHarmless: (job: string, testid: string) => boolean;
  /** The hosts that the job could use. */
  readonly demandOf: (job: string) => HostDemand;
  /** Median duration of earlier runs in milliseconds; null: no earlier run. */
  readonly expectedMs: (job: string) => number | null;
  /** Number of hosts of the lab. */
  readonly hosts: number;
}

/** Reads the facts about the jobs of a flight. */
export async function readKnownJobs(db: Queryable, flight: Flight, states: readonly JobState[]): Promise<KnownJobs> {
  const runvars = await runvarsByJob(db, flight.flight);
  const recipes = await loadRecipes(states, runvars);
  const lab = await listHosts(db);
  const names = states.map(({ job }) => job);
  const summaries = await summarizeJobs(db, names, { maxFlight: flight.flight - 1, limit: 10 });
  const durations = new Map(summaries.map(({ job, durations: each }) => [job, each?.medianMs ?? null]));
  const demands = new Map(
    states.flatMap(({ job }) => {
      const recipe = recipes.get(job);
      if (recipe === undefined) return [];
      return [[job, hostDemand(lab, recipe, { runvars: runvars.get(job) ?? {}, intended: flight.intended })] as const];
    }),
  );
  const runnable = new Set([...recipes].filter(([, recipe]) => missingTests(recipe).length === 0).map(([job]) => job));
  const isOpen = flight.blessing === 'running' || isOpenToChange(flight.blessing);
  return {
    hosts: lab.length,
    needs: (job) =>
      neededBuilds(runvars.get(job) ?? {}, flight.flight).flatMap((need) =>
        need.flight === flight.flight ? [need.job] : [],
      ),
    isRunnable: (job) => runnable.has(job),
    mayRerun: (job) => isOpen && recipes.get(job)?.rerunnable === true,
    isHarmless: (job, testid) => isHarmless(recipes.get(job), testid),
    demandOf: (job) => demands.get(job) ?? { hosts: 0, candidates: new Set(), room: 0 },
    expectedMs: (job) => durations.get(job) ?? null,
  };
}

async function runvarsByJob(db: Queryable, flight: number): Promise<ReadonlyMap<string, Runvars>> {
  const all = new Map<string, Record<string, string>>();
  for (const { job, name, value } of await readRunvars(db, { flight })) {
    const own = all.get(job) ?? {};
    own[name] = value;
    all.set(job, own);
  }
  return all;
}

/** Returns the recipes by job, without those that cannot be loaded: the run of the job reports that. */
async function loadRecipes(
  states: readonly JobState[],
  runvars: ReadonlyMap<string, Runvars>,
): Promise<ReadonlyMap<string, Recipe>> {
  const reference = ({ job, recipe }: JobState): string => runvars.get(job)?.[RECIPE_MODULE] ?? recipe;
  const loaded = new Map<string, Recipe | null>();
  for (const name of new Set(states.map(reference))) loaded.set(name, await loadRecipe(name).catch(() => null));
  return new Map(
    states.flatMap((state) => {
      const recipe = loaded.get(reference(state)) ?? null;
      return recipe === null ? [] : [[state.job, recipe] as const];
    }),
  );
}

function isHarmless(recipe: Recipe | undefined, testid: string): boolean {
  const steps = recipe === undefined ? [] : planRecipe(recipe);
  return steps.some((planned, index) => planned.step?.harmless === true && testidOf(planned, index + 1) === testid);
}
