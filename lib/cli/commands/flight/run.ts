import type { Config } from '../../../../typings/config.ts';
import type { Db } from '../../../db/db.ts';
import { withReconnect } from '../../../db/with-reconnect.ts';
import { runFlight } from '../../../flight/runner/run-flight.ts';
import { blessWhenOver } from '../../../record/flights/bless-flight.ts';
import { forgetFlightOrder } from '../../../record/flights/flight-orders.ts';
import { isFinalJobStatus } from '../../../record/statuses.ts';
import { flightText } from '../../../report/text/flight-text.ts';
import { readFlightRecord } from '../../../record/flights/read-flight-record.ts';
import { defineCommand, type CliContext } from '../../define-command.ts';
import { exitCodeOfStatuses, type ExitCode } from '../../exit-codes.ts';
import { parseFlightNumber } from '../../flags/parse-arguments.ts';
import { parseCount } from '../../flags/parse-values.ts';
import { RUN_FLAGS, runOptions, type RunFlags } from '../../flags/run-flags.ts';
import { runInHarness } from '../../run-in-harness.ts';

type FlightRunFlags = RunFlags & {
  readonly jobsAtOnce?: number;
  readonly blessing?: string;
  readonly noBless?: boolean;
};

export const command = defineCommand({
  description:
    'Runs the jobs of a flight that have not been run, in processes of their own, as soon as the builds that they need ' +
    "have passed; prints the flight's report, and ends with the worst job's exit code. Jobs whose harness was killed, and " +
    'those that ended broken or starved, are run again as `flights` in the configuration says; never one that failed. May ' +
    'be called again at any time, and several times at once: what runs elsewhere is waited for. When all jobs are over ' +
    'the flight gets the blessing that was intended.',
  parameters: {
    flags: {
      ...RUN_FLAGS,
      jobsAtOnce: {
        kind: 'parsed',
        parse: parseCount,
        optional: true,
        placeholder: 'N',
        brief: 'Jobs at the same time; default: as many as the lab has hosts for',
      },
      blessing: {
        kind: 'parsed',
        parse: String,
        optional: true,
        placeholder: 'BLESSING',
        brief: 'Blessing for the flight when all jobs are over; default: the intended one',
      },
      noBless: { kind: 'boolean', optional: true, withNegated: false, brief: 'Leave the blessing as it is' },
    },
    positional: {
      kind: 'tuple',
      parameters: [{ brief: 'Number of the flight', parse: parseFlightNumber, placeholder: 'FLIGHT' }],
    },
  },
  async run(context: CliContext, flags: FlightRunFlags, flight: number) {
    const { jobsAtOnce, blessing, noBless = false } = flags;
    return runInHarness(context, flags, async ({ config, db, sinks }) => {
      await withReconnect(() => forgetFlightOrder(db, flight));
      const bound = jobsAtOnce === undefined ? {} : { jobsAtOnce };
      await runFlight(db, { flight, config, sinks, ...runOptions(context, flags), ...bound });
      if (!noBless) await withReconnect(() => blessWhenOver(db, flight, blessing));
      return printFlight(context, db, config, flight);
    });
  },
});

/** Prints a flight's report; gives the exit code that its jobs call for. */
export async function printFlight(context: CliContext, db: Db, config: Config, flight: number): Promise<ExitCode> {
  const record = await withReconnect(() => readFlightRecord(db, { flight, stashDir: config.paths.stashDir }));
  context.print(record, flightText(record));
  return exitCodeOfStatuses(record.jobs.map(({ job }) => job.status).filter(isFinalJobStatus));
}
