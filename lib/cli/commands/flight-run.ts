import type { Config } from '../../../typings/config.ts';
import type { Db } from '../../db/db.ts';
import { runFlight } from '../../flight/run-flight.ts';
import { isFinalJobStatus } from '../../record/statuses.ts';
import { flightText } from '../../report/flight-text.ts';
import { readFlightRecord } from '../../report/read-flight-record.ts';
import { defineCommand, type CliContext } from '../define-command.ts';
import { exitCodeOfStatuses, type ExitCode } from '../exit-codes.ts';
import { parseFlightNumber } from '../parse-arguments.ts';
import { runInHarness } from '../run-in-harness.ts';

export type RunFlags = {
  readonly fresh: boolean;
  readonly jsonl?: string;
};

/** Flags of all commands that run jobs. */
export const RUN_FLAGS = {
  fresh: { kind: 'boolean', brief: 'Install boxes anew, even if an installed one could be thawed', default: false },
  jsonl: {
    kind: 'parsed',
    parse: String,
    brief: 'Append every event to this file, one JSON object a line',
    placeholder: 'FILE',
    optional: true,
  },
} as const;

export const command = defineCommand({
  description:
    "Runs the jobs of a flight that have not been run, prints its report, and ends with the worst job's exit code.",
  parameters: {
    flags: RUN_FLAGS,
    positional: {
      kind: 'tuple',
      parameters: [{ brief: 'Number of the flight', parse: parseFlightNumber, placeholder: 'FLIGHT' }],
    },
  },
  async run(context: CliContext, flags: RunFlags, flight: number) {
    return runInHarness(context, flags, async ({ config, db, sinks }) => {
      await runFlight(db, { flight, config, sinks, signal: context.signal, fresh: flags.fresh });
      return printFlight(context, db, config, flight);
    });
  },
});

/** Prints a flight's report; gives the exit code that its jobs call for. */
export async function printFlight(context: CliContext, db: Db, config: Config, flight: number): Promise<ExitCode> {
  const record = await readFlightRecord(db, { flight, stashDir: config.paths.stashDir });
  context.print(record, flightText(record));
  return exitCodeOfStatuses(record.jobs.map(({ job }) => job.status).filter(isFinalJobStatus));
}
