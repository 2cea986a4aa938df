import { resolve } from 'node:path';
import { describeFailureRate, failureRate } from '../../analysis/failure-rate.ts';
import { loadRecipe } from '../../flight/load-module.ts';
import { RECIPE_MODULE } from '../../flight/recipe-module.ts';
import { runFlight } from '../../flight/run-flight.ts';
import { createFlight } from '../../record/create-flight.ts';
import { defineCommand, type CliContext } from '../define-command.ts';
import { parseTimes, RUNVAR_FLAG } from '../parse-arguments.ts';
import { runInHarness } from '../run-in-harness.ts';
import { printFlight, RUN_FLAGS, runOptions, type RunFlags } from './flight-run.ts';

type JobRunFlags = RunFlags & {
  readonly runvar?: readonly (readonly [string, string])[];
  readonly repeat: number;
};

export const command = defineCommand({
  description:
    'Makes a flight of one job with this recipe, runs it, and prints its report. The recipe is one that comes with osstest, or a module of your own by its path.',
  parameters: {
    flags: {
      ...RUN_FLAGS,
      runvar: RUNVAR_FLAG,
      repeat: {
        kind: 'parsed',
        parse: parseTimes,
        brief: 'So many jobs of the same kind, NAME-1 and on; at the end how often they failed, with its 95 % interval',
        placeholder: 'TIMES',
        default: '1',
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
      const { repeat } = flags;
      const names = Array.from({ length: repeat }, (_, index) =>
        repeat === 1 ? recipe.name : `${recipe.name}-${index + 1}`,
      );
      const flight = await createFlight(db, {
        branch: config.branch,
        intended: 'play',
        blessing: 'play',
        jobs: names.map((job) => ({ job, recipe: recipe.name, runvars })),
      });
      const outcome = await runFlight(db, { flight, config, sinks, ...runOptions(context, flags) });
      const exitCode = await printFlight(context, db, config, flight);
      if (repeat > 1) {
        const ended = Object.values(outcome).filter(({ status }) => status === 'pass' || status === 'fail');
        const failed = ended.filter(({ status }) => status === 'fail').length;
        context.progress(`${recipe.name} ${describeFailureRate(failureRate(failed, ended.length))}`);
      }
      return exitCode;
    });
  },
});
