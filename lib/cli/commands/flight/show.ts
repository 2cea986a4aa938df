import { openDatabase } from '../../../db/open/open-database.ts';
import { defineCommand, type CliContext } from '../../shared/define-command.ts';
import { parseFlightNumber } from '../../flags/parse-arguments.ts';
import { printFlight } from './run.ts';

export const command = defineCommand({
  description:
    'Prints the report of a flight: the failures and their reasons, then every job with its steps. Exits with ' +
    'the code of the worst job.',
  examples: [['osstest flight show 77', 'Print the report of flight 77.']],
  parameters: {
    positional: {
      kind: 'tuple',
      parameters: [{ brief: 'Number of the flight', parse: parseFlightNumber, placeholder: 'FLIGHT' }],
    },
  },
  async run(context: CliContext, _flags: Readonly<Record<never, never>>, flight: number) {
    const config = await context.loadConfig();
    await using db = await openDatabase(config, { signal: context.signal });
    return await printFlight(context, db, config, flight);
  },
});
