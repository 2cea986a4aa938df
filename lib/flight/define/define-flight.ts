import type {
  FlightDefinition,
  FlightInputs,
  FlightPlan,
  LeftOutJob,
  PlannedJob,
} from '../../../typings/flight-plan.ts';
import type { Recipe } from '../../../typings/recipe.ts';

/** Runvars of a job. Numbers and booleans become text; undefined values are left out. */
export type RunvarValues = Readonly<Record<string, string | number | boolean | undefined>>;

/** Argument of the function that makes a flight. */
export interface FlightTools {
  readonly branch: string;
  readonly inputs: FlightInputs;
  /** Adds a job. */
  readonly job: (name: string, recipe: Recipe, runvars: RunvarValues) => void;
  /** Records why the flight does not have a job. */
  readonly leaveOut: (name: string, why: string) => void;
}

/**
 * Defines the flights of a branch by a function that adds their jobs.
 *
 * @example
 * import { defineFlight, defineRecipe } from 'osstest';
 * const testDebian = defineRecipe({ name: 'test-debian', summary: 'A Debian guest', eachHost: [], steps: [] });
 * export default defineFlight({ branch: 'xen-unstable' }, ({ job }) => {
 *   job('test-amd64-amd64-xl', testDebian, { arch: 'amd64', toolstack: 'xl' });
 * });
 */
export function defineFlight(
  { branch }: { readonly branch: string },
  make: (tools: FlightTools) => void,
): FlightDefinition {
  return Object.freeze({ branch, plan: (inputs: FlightInputs = {}) => planFlight(branch, inputs, make) });
}

function planFlight(branch: string, inputs: FlightInputs, make: (tools: FlightTools) => void): FlightPlan {
  const jobs: PlannedJob[] = [];
  const leftOut: LeftOutJob[] = [];
  make({
    branch,
    inputs,
    job: (job, recipe, values) => void jobs.push({ job, recipe: recipe.name, runvars: toRunvars(values) }),
    leaveOut: (job, why) => void leftOut.push({ job, why }),
  });
  return { branch, jobs, leftOut };
}

const toRunvars = (values: RunvarValues): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(values)
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => [name, String(value)]),
  );
