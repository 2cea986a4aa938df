import { describeFailureRate } from '../../../analysis/failure-rate.ts';
import { runStepByHand } from '../../../flight/by-hand/run-step-by-hand.ts';
import { defineCommand, type CliContext } from '../../shared/define-command.ts';
import { exitCodeOfStatuses } from '../../shared/exit-codes.ts';
import { parseJobOrRecipe, parseRunvar, parseTimes, RUNVAR_FLAG } from '../../flags/parse-arguments.ts';
import { runInHarness } from '../../shared/run-in-harness.ts';
import { RUN_FLAGS } from '../../flags/run-flags.ts';

type StepRunFlags = {
  readonly on?: readonly (readonly [string, string])[];
  readonly guest?: string;
  readonly arg?: readonly string[];
  readonly runvar?: readonly (readonly [string, string])[];
  readonly repeat: number;
  readonly jsonl?: string;
};

export const command = defineCommand({
  description:
    'Runs one step on a running host, and leaves the host running. The host is a QEMU host (osstest qemu ' +
    'create), the host of a paused job (--pause-on-fail), or one of the configuration, which the command books ' +
    'for the step. TEST is a testid, the name of a test, or the path of your own module. The record of the job ' +
    'does not change: a step by hand has a job of its own.',
  examples: [
    ['osstest step run 77.test-pvh guest-start', 'Run one step of a paused job again.'],
    [
      'osstest step run test-pvh ./my-test.ts --on host=dev1 --repeat 10',
      'Run your own test ten times on a QEMU host.',
    ],
  ],
  argumentDocs: [
    { placeholder: 'FLIGHT.JOB|RECIPE', brief: 'The job, or a recipe' },
    { placeholder: 'TEST', brief: 'Testid, name of a test, or path of a module' },
    { placeholder: 'IDENT', brief: 'Ident of its host, if the recipe has several', optional: true, variadic: true },
  ],
  parameters: {
    flags: {
      on: {
        kind: 'parsed',
        parse: parseRunvar,
        brief: 'Host of an ident; default: that of the job, or the only running host',
        placeholder: 'IDENT=HOST',
        variadic: true,
        optional: true,
      },
      guest: {
        kind: 'parsed',
        parse: String,
        brief: 'Guest, for a test that is not in the recipe',
        placeholder: 'NAME',
        optional: true,
      },
      arg: {
        kind: 'parsed',
        parse: String,
        brief: 'Argument, for a test that is not in the recipe; may be repeated',
        placeholder: 'WORD',
        variadic: true,
        optional: true,
      },
      runvar: RUNVAR_FLAG,
      repeat: {
        kind: 'parsed',
        parse: parseTimes,
        brief: 'Number of runs; prints how often the step failed, with the 95 % interval',
        placeholder: 'TIMES',
        default: '1',
      },
      jsonl: RUN_FLAGS.jsonl,
    },
    positional: {
      kind: 'array',
      parameter: {
        brief: 'Job as FLIGHT.JOB or a recipe; test; idents of its hosts where the recipe has several',
        parse: String,
        placeholder: 'JOB TEST [IDENT]',
      },
      minimum: 2,
    },
  },
  async run(context: CliContext, flags: StepRunFlags, of: string, test: string, ...idents: readonly string[]) {
    const { guest, arg: args, repeat: times } = flags;
    return runInHarness(context, flags, async ({ config, db, sinks }) => {
      const outcome = await runStepByHand(db, {
        of: parseJobOrRecipe(of),
        test,
        idents,
        guest,
        args,
        hosts: Object.fromEntries(flags.on ?? []),
        runvars: Object.fromEntries(flags.runvar ?? []),
        times,
        config,
        sinks,
        signal: context.signal,
      });
      const { flight, job, status, reason, rate } = outcome;
      const lines = [
        `${test}: ${status}${reason === null ? '' : `: ${reason}`}`,
        ...(times === 1 ? [] : [`${test} ${describeFailureRate(rate)}`]),
        `recorded as job ${flight}.${job}`,
      ];
      context.print(outcome, lines.join('\n'));
      return exitCodeOfStatuses([status]);
    });
  },
});
