import type { Config } from '../../../../typings/config.ts';
import type { Db } from '../../../db/db.ts';
import { runFlight } from '../../../flight/runner/run-flight.ts';
import { blessWhenOver } from '../../../record/flights/bless-flight.ts';
import { forgetFlightOrder } from '../../../record/flights/flight-orders.ts';
import { isFinalJobStatus } from '../../../record/statuses.ts';
import { flightText } from '../../../report/text/flight-text.ts';
import { readFlightRecord } from '../../../record/flights/read-flight-record.ts';
import { defineCommand, type CliContext } from '../../shared/define-command.ts';
import { exitCodeOfStatuses, type ExitCode } from '../../shared/exit-codes.ts';
import { parseFlightNumber } from '../../flags/parse-arguments.ts';
import { parseCount } from '../../flags/parse-values.ts';
import { RUN_FLAGS, runOptions, type RunFlags } from '../../flags/run-flags.ts';
import { runInHarness } from '../../shared/run-in-harness.ts';

type FlightRunFlags = RunFlags & {
  readonly jobsAtOnce?: number;
  readonly blessing?: string;
  readonly noBless?: boolean;
};

export const command = defineCommand({
  description:
    'Runs the jobs of a flight that have not run, each in its own process, as soon as the builds that they need ' +
    'have passed. Prints the report of the flight, and exits with the code of the worst job. Jobs that ended ' +
    'broken or starved, or whose harness was killed, run again within the limits of `flights` in the ' +
    'configuration. A failed job never runs again. You can repeat the command at any time, also on several ' +
    'machines: it waits for jobs that run elsewhere. When all jobs are finished, the flight gets its intended ' +
    'blessing.',
  examples: [
    ['osstest flight run 77', 'Run the jobs of flight 77.'],
    ['osstest flight run 77 --jobs-at-once 2 --pause-on-fail', 'Run two jobs at a time, and pause at a failure.'],
  ],
  parameters: {
    flags: {
      ...RUN_FLAGS,
      jobsAtOnce: {
        kind: 'parsed',
        parse: parseCount,
        optional: true,
        placeholder: 'N',
        brief: 'Jobs that run at the same time; default: as many as the lab has hosts for',
      },
      blessing: {
        kind: 'parsed',
        parse: String,
        optional: true,
        placeholder: 'BLESSING',
        brief: 'Blessing when all jobs are finished; default: the intended one',
      },
      noBless: { kind: 'boolean', optional: true, withNegated: false, brief: 'Do not change the blessing' },
    },
    positional: {
      kind: 'tuple',
      parameters: [{ brief: 'Number of the flight', parse: parseFlightNumber, placeholder: 'FLIGHT' }],
    },
  },
  async run(context: CliContext, flags: FlightRunFlags, flight: number) {
    const { jobsAtOnce, blessing, noBless = false } = flags;
    return runInHarness(context, flags, async ({ config, db, sinks }) => {
      await forgetFlightOrder(db, flight);
      const bound = jobsAtOnce === undefined ? {} : { jobsAtOnce };
      await runFlight(db, { flight, config, sinks, ...runOptions(context, flags), ...bound });
      if (!noBless) await blessWhenOver(db, flight, blessing);
      return printFlight(context, db, config, flight);
    });
  },
});

/** Prints the report of a flight; returns the exit code of its worst job. */
export async function printFlight(context: CliContext, db: Db, config: Config, flight: number): Promise<ExitCode> {
  const record = await readFlightRecord(db, { flight, stashDir: config.paths.stashDir });
  context.print(record, flightText(record));
  return exitCodeOfStatuses(record.jobs.map(({ job }) => job.status).filter(isFinalJobStatus));
}
