import { openDatabase } from '../../../db/open/open-database.ts';
import { pinFiles } from '../../../record/stash/flight-files.ts';
import { defineCommand, type CliContext } from '../../shared/define-command.ts';
import { FLIGHT_ARGUMENT } from '../../flags/history-flags.ts';
import { REASON_FLAG, thisPerson } from '../../flags/hold-flags.ts';

export const command = defineCommand({
  description: 'The files of a pinned flight never expire. Reports show who pinned it, and the reason.',
  examples: [["osstest flight pin 77 --reason 'evidence for the bug report'", 'Keep the files of flight 77.']],
  parameters: { flags: { reason: REASON_FLAG }, positional: { kind: 'tuple', parameters: [FLIGHT_ARGUMENT] } },
  async run(context: CliContext, { reason }: { readonly reason: string }, flight: number) {
    await using db = await openDatabase(await context.loadConfig(), { signal: context.signal });
    const who = thisPerson();
    await pinFiles(db, flight, { who, reason });
    context.print({ flight, pinnedBy: who, reason }, `flight ${flight}: its files are pinned`);
  },
});
