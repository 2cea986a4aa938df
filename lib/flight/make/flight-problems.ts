import type { FlightPlan, FlightProblem, PlannedJob } from '../../../typings/flight-plan.ts';
import type { Recipe } from '../../../typings/recipe.ts';
import { listHosts } from '../../coordination/host/host-row.ts';
import type { Queryable } from '../../db/pg-promise.ts';
import { many } from '../../db/query.ts';
import { sql } from '../../db/sql.ts';
import { ModuleError } from '../../errors/flight-errors.ts';
import { closest } from '../../util/closest.ts';
import { neededBuilds } from '../../build/needed-builds.ts';
import { listRecipes, loadRecipe } from '../load/load-recipe.ts';
import { RECIPE_MODULE } from '../load/recipe-module.ts';
import { hostChecker } from './host-problems.ts';
import { planProblems, type PlaceOf } from './plan-problems.ts';

export interface FlightCheck {
  /** Where the flight is described. */
  readonly placeOf: PlaceOf;
  /** Hosts need the flag `blessed-INTENDED`; null: any will do. */
  readonly intended: string | null;
  /** Whether the lab must have hosts for every job. */
  readonly hosts: boolean;
}

const findJobs = sql<{ readonly wanted: string }, { flight: number; job: string }>('record/find-jobs');

/** Everything that is wrong with a flight before it is made: what it says, and what the lab and other flights lack for it. */
export async function flightProblems(
  db: Queryable,
  plan: FlightPlan,
  check: FlightCheck,
): Promise<readonly FlightProblem[]> {
  const recipes = await loadRecipes(plan.jobs);
  const hosts = check.hosts ? await listHosts(db) : [];
  const checkHosts = hostChecker({ ...check, hosts });
  const perJob = plan.jobs.flatMap((planned) => {
    const recipe = recipes.get(recipeReference(planned));
    if (recipe === undefined) return [];
    if ('problem' in recipe) return [{ place: check.placeOf(planned.job), key: planned.job, ...recipe.problem }];
    return check.hosts ? checkHosts(planned, recipe.recipe.hosts) : [];
  });
  return [...planProblems(plan, check.placeOf), ...perJob, ...(await missingElsewhere(db, plan.jobs, check.placeOf))];
}

/** Name of the recipe that comes with osstest, or path of a module of one's own. */
const recipeReference = ({ recipe, runvars }: PlannedJob): string => runvars[RECIPE_MODULE] ?? recipe;

type Loaded = { readonly recipe: Recipe } | { readonly problem: Pick<FlightProblem, 'found' | 'accepted' | 'hint'> };

async function loadRecipes(jobs: readonly PlannedJob[]): Promise<ReadonlyMap<string, Loaded>> {
  const references = [...new Set(jobs.map(recipeReference))];
  const known = await listRecipes();
  return new Map(await Promise.all(references.map(async (name) => [name, await loadOne(name, known)] as const)));
}

async function loadOne(reference: string, known: readonly string[]): Promise<Loaded> {
  try {
    return { recipe: await loadRecipe(reference) };
  } catch (error) {
    if (!(error instanceof ModuleError)) throw error;
    const meant = closest(reference, known);
    const hint = known.includes(reference) || /[/\\]/.test(reference) ? error.message : null;
    return {
      problem: {
        found: `recipe "${reference}"`,
        accepted: `one of ${known.join(', ')}, or one's own with runvar ${RECIPE_MODULE}`,
        hint: meant === null ? hint : `did you mean ${meant}?`,
      },
    };
  }
}

/** Builds of other flights that are not there. */
async function missingElsewhere(
  db: Queryable,
  jobs: readonly PlannedJob[],
  placeOf: PlaceOf,
): Promise<readonly FlightProblem[]> {
  const wanted = jobs.flatMap(({ job, runvars }) =>
    neededBuilds(runvars, 0)
      .filter(({ flight }) => flight !== 0)
      .map(({ runvar, flight, job: build }) => ({ job, runvar, flight, build })),
  );
  if (wanted.length === 0) return [];
  const rows = await many(db, findJobs, {
    wanted: JSON.stringify(wanted.map(({ flight, build }) => ({ flight, job: build }))),
  });
  const there = new Set(rows.map(({ flight, job }) => `${flight}.${job}`));
  return wanted
    .filter(({ flight, build }) => !there.has(`${flight}.${build}`))
    .map(({ job, runvar, flight, build }) => ({
      place: placeOf(job),
      key: `${job} ${runvar}`,
      found: `${flight}.${build}, which is not in the database`,
      accepted: 'a job of this flight, or FLIGHT.JOB',
      hint: null,
    }));
}
