import { openDatabase } from '../../../db/open-database.ts';
import { deleteFlight } from '../../../record/flights/delete-flight.ts';
import { defineCommand, type CliContext } from '../../define-command.ts';
import { FLIGHT_ARGUMENT } from '../../flags/history-flags.ts';

export const command = defineCommand({
  description: 'Forgets a flight that is being constructed, or a play flight: its records and its files.',
  parameters: {
    flags: {
      force: {
        kind: 'boolean',
        optional: true,
        withNegated: false,
        brief: 'Also one that counts in the history, or whose builds others use; never one that is being run',
      },
    },
    positional: { kind: 'tuple', parameters: [FLIGHT_ARGUMENT] },
  },
  async run(context: CliContext, { force = false }: { readonly force?: boolean }, flight: number) {
    const config = await context.loadConfig();
    await using db = await openDatabase(config, { signal: context.signal });
    await deleteFlight(db, { flight, stashDir: config.paths.stashDir, force });
    context.print({ flight, deleted: true }, `flight ${flight} is forgotten`);
  },
});
