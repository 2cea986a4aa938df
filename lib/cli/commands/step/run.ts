import { describeFailureRate } from '../../../analysis/failure-rate.ts';
import { runStepByHand } from '../../../flight/by-hand/run-step-by-hand.ts';
import { defineCommand, type CliContext } from '../../define-command.ts';
import { exitCodeOfStatuses } from '../../exit-codes.ts';
import { parseJobOrRecipe, parseRunvar, parseTimes, RUNVAR_FLAG } from '../../flags/parse-arguments.ts';
import { runInHarness } from '../../run-in-harness.ts';
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
    'Runs one step on a host that stands, and leaves it standing: a QEMU host that stays (osstest qemu create), the host of a job that is paused (--pause-on-fail), or one of the configuration, which is booked meanwhile. TEST is a testid, the name of a test, or the path of a module of your own. The record of the job stays as it is; steps by hand have a job of their own.',
  parameters: {
    flags: {
      on: {
        kind: 'parsed',
        parse: parseRunvar,
        brief: 'Which host; default: that of the job, or the only one that stands',
        placeholder: 'IDENT=HOST',
        variadic: true,
        optional: true,
      },
      guest: {
        kind: 'parsed',
        parse: String,
        brief: 'Guest of a test that the recipe has not',
        placeholder: 'NAME',
        optional: true,
      },
      arg: {
        kind: 'parsed',
        parse: String,
        brief: 'Argument of a test that the recipe has not; may be given several times',
        placeholder: 'WORD',
        variadic: true,
        optional: true,
      },
      runvar: RUNVAR_FLAG,
      repeat: {
        kind: 'parsed',
        parse: parseTimes,
        brief: 'So many times; at the end how often it failed, with its 95 % interval',
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
