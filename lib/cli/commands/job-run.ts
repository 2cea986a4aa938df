import { resolve } from 'node:path';
import { loadRecipe } from '../../flight/load-module.ts';
import { RECIPE_MODULE } from '../../flight/recipe-module.ts';
import { runJob } from '../../flight/run-job.ts';
import { createFlight } from '../../record/create-flight.ts';
import { defineCommand, type CliContext } from '../define-command.ts';
import { parseRunvar } from '../parse-arguments.ts';
import { runInHarness } from '../run-in-harness.ts';
import { printFlight, RUN_FLAGS, type RunFlags } from './flight-run.ts';

type JobRunFlags = RunFlags & {
  readonly runvar?: readonly (readonly [string, string])[];
};

export const command = defineCommand({
  description:
    'Makes a flight of one job with this recipe, runs it, and prints its report. The recipe is one that comes with osstest, or a module of your own by its path.',
  parameters: {
    flags: {
      ...RUN_FLAGS,
      runvar: {
        kind: 'parsed',
        parse: parseRunvar,
        brief: 'Input of the job; may be given several times',
        placeholder: 'NAME=VALUE',
        variadic: true,
        optional: true,
      },
    },
    positional: {
      kind: 'tuple',
      parameters: [{ brief: 'Name of a recipe, or path of its module', parse: String, placeholder: 'RECIPE' }],
    },
  },
  async run(context: CliContext, flags: JobRunFlags, reference: string) {
    const recipe = await loadRecipe(reference);
    const isPath = recipe.name !== reference;
    return runInHarness(context, flags, async ({ config, db, sinks }) => {
      const runvars = {
        arch: 'amd64',
        all_hostflags: 'arch-amd64',
        ...(isPath ? { [RECIPE_MODULE]: resolve(reference) } : {}),
        ...Object.fromEntries(flags.runvar ?? []),
      };
      const job = recipe.name;
      const flight = await createFlight(db, {
        branch: config.branch,
        intended: 'play',
        blessing: 'play',
        jobs: [{ job, recipe: recipe.name, runvars }],
      });
      await runJob(db, { flight, job, config, sinks, signal: context.signal, fresh: flags.fresh });
      return printFlight(context, db, config, flight);
    });
  },
});
