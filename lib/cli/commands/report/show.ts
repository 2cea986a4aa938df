import { openDatabase } from '../../../db/open/open-database.ts';
import { flightText } from '../../../report/text/flight-text.ts';
import { readFlightRecord } from '../../../record/flights/read-flight-record.ts';
import { defineCommand, type CliContext } from '../../shared/define-command.ts';
import { FLIGHT_ARGUMENT } from '../../flags/history-flags.ts';

export const command = defineCommand({
  description:
    'Prints the failures and their reasons, then every job with its steps. With --json, prints everything that ' +
    'is recorded, including events and consoles.',
  examples: [
    ['osstest report show 77', 'Print the report of flight 77.'],
    ['osstest report show 77 --json', 'Print the whole record as data.'],
  ],
  parameters: { flags: {}, positional: { kind: 'tuple', parameters: [FLIGHT_ARGUMENT] } },
  async run(context: CliContext, _flags: Readonly<Record<never, never>>, flight: number): Promise<void> {
    const config = await context.loadConfig();
    await using db = await openDatabase(config, { signal: context.signal });
    const { stashDir } = config.paths;
    const record = await readFlightRecord(db, { flight, stashDir, details: context.json });
    context.print(record, flightText(record).trimEnd());
  },
});
