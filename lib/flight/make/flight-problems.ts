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
  /** Returns where the flight or a job is described. */
  readonly placeOf: PlaceOf;
  /** Hosts need the flag `blessed-INTENDED`; null: any host is allowed. */
  readonly intended: string | null;
  /** Whether the lab must have hosts for every job. */
  readonly hosts: boolean;
}

const findJobs = sql<{ readonly wanted: string }, { flight: number; job: string }>('record/find-jobs');

/** Returns the problems of a flight before it is created: of its plan, its recipes, its hosts, and builds of other flights. */
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

/** Returns the name of a recipe that osstest provides, or the path of a module of the user. */
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
        accepted: `one of ${known.join(', ')}, or your own by runvar ${RECIPE_MODULE}`,
        hint: meant === null ? hint : `did you mean ${meant}?`,
      },
    };
  }
}

/** Returns the needed builds of other flights that do not exist. */
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
  const existing = new Set(rows.map(({ flight, job }) => `${flight}.${job}`));
  return wanted
    .filter(({ flight, build }) => !existing.has(`${flight}.${build}`))
    .map(({ job, runvar, flight, build }) => ({
      place: placeOf(job),
      key: `${job} ${runvar}`,
      found: `${flight}.${build}, which is not in the database`,
      accepted: 'a job of this flight, or FLIGHT.JOB',
      hint: null,
    }));
}
