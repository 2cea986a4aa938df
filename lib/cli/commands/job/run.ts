import { resolve } from 'node:path';
import { describeFailureRate, failureRate } from '../../../analysis/failure-rate.ts';
import { UsageError } from '../../../errors/usage-error.ts';
import { loadRecipe } from '../../../flight/load/load-recipe.ts';
import { RECIPE_MODULE } from '../../../flight/load/recipe-module.ts';
import { runFlight } from '../../../flight/runner/run-flight.ts';
import { runJob } from '../../../flight/job/run-job.ts';
import { createFlight } from '../../../record/flights/create-flight.ts';
import type { JobKey } from '../../../record/job-key.ts';
import { defineCommand, type CliContext } from '../../shared/define-command.ts';
import type { ExitCode } from '../../shared/exit-codes.ts';
import { parseJobOrRecipe, parseTimes, RUNVAR_FLAG } from '../../flags/parse-arguments.ts';
import { runInHarness } from '../../shared/run-in-harness.ts';
import { RUN_FLAGS, runOptions, type RunFlags } from '../../flags/run-flags.ts';
import { printFlight } from '../flight/run.ts';

type JobRunFlags = RunFlags & {
  readonly runvar?: readonly (readonly [string, string])[];
  readonly repeat: number;
};

export const command = defineCommand({
  description:
    'Creates a flight of one job with this recipe, runs it, and prints its report. The recipe comes with ' +
    'osstest, or is the path of your own module. With FLIGHT.JOB, runs a job of an existing flight in this ' +
    'process.',
  examples: [
    ['osstest job run test-pvh', 'Run a recipe that comes with osstest.'],
    ['osstest job run ./my-recipe.ts --pause-on-fail', 'Run your own recipe, and keep the hosts at a failure.'],
    ['osstest job run ./my-recipe.ts --repeat 20', 'Run it 20 times, and print how often it failed.'],
  ],
  parameters: {
    flags: {
      ...RUN_FLAGS,
      runvar: RUNVAR_FLAG,
      repeat: {
        kind: 'parsed',
        parse: parseTimes,
        brief: 'Number of jobs, named NAME-1, NAME-2 and so on; prints how often they failed, with the 95 % interval',
        placeholder: 'TIMES',
        default: '1',
      },
    },
    positional: {
      kind: 'tuple',
      parameters: [
        {
          brief: 'Name of a recipe, path of its module, or job of a flight',
          parse: String,
          placeholder: 'RECIPE|FLIGHT.JOB',
        },
      ],
    },
  },
  async run(context: CliContext, flags: JobRunFlags, reference: string) {
    const of = parseJobOrRecipe(reference);
    if ('flight' in of) return runGiven(context, flags, of);
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
      const outcome = await runFlight(db, { flight, config, sinks, retries: false, ...runOptions(context, flags) });
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

/** Runs a job of an existing flight, with the runvars of the flight. */
async function runGiven(context: CliContext, flags: JobRunFlags, key: JobKey): Promise<ExitCode> {
  if (flags.runvar !== undefined)
    throw new UsageError('--runvar: use osstest job adjust to change the runvars of an existing job');
  return runInHarness(context, flags, async ({ config, db, sinks }) => {
    await runJob(db, { ...key, config, sinks, ...runOptions(context, flags) });
    return printFlight(context, db, config, key.flight);
  });
}
