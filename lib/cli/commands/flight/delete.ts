import { openDatabase } from '../../../db/open/open-database.ts';
import { deleteFlight } from '../../../record/flights/delete-flight.ts';
import { defineCommand, type CliContext } from '../../shared/define-command.ts';
import { FLIGHT_ARGUMENT } from '../../flags/history-flags.ts';

export const command = defineCommand({
  description: 'Deletes the records and files of a flight that is under construction or a play flight.',
  examples: [
    ['osstest flight delete 77', 'Delete a play flight.'],
    ['osstest flight delete 77 --force', 'Delete a flight that counts in the history.'],
  ],
  parameters: {
    flags: {
      force: {
        kind: 'boolean',
        optional: true,
        withNegated: false,
        brief:
          'Also delete a flight that counts in the history, or whose builds other flights use; never a running one',
      },
    },
    positional: { kind: 'tuple', parameters: [FLIGHT_ARGUMENT] },
  },
  async run(context: CliContext, { force = false }: { readonly force?: boolean }, flight: number) {
    const config = await context.loadConfig();
    await using db = await openDatabase(config, { signal: context.signal });
    await deleteFlight(db, { flight, stashDir: config.paths.stashDir, force });
    context.print({ flight, deleted: true }, `flight ${flight} is deleted`);
  },
});
