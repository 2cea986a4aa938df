import { openDatabase } from '../../../db/open/open-database.ts';
import { unpinFiles } from '../../../record/stash/flight-files.ts';
import { defineCommand, type CliContext } from '../../shared/define-command.ts';
import { FLIGHT_ARGUMENT } from '../../flags/history-flags.ts';

export const command = defineCommand({
  description: 'The files of the flight expire by the rules of `files` in the configuration.',
  examples: [['osstest flight unpin 77', 'Let the files of flight 77 expire.']],
  parameters: { flags: {}, positional: { kind: 'tuple', parameters: [FLIGHT_ARGUMENT] } },
  async run(context: CliContext, _flags: Record<string, never>, flight: number) {
    await using db = await openDatabase(await context.loadConfig(), { signal: context.signal });
    await unpinFiles(db, flight);
    context.print({ flight, pinnedBy: null }, `flight ${flight}: its files are not pinned`);
  },
});
