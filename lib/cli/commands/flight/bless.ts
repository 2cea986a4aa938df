import { openDatabase } from '../../../db/open-database.ts';
import { blessFlight } from '../../../record/flights/bless-flight.ts';
import { defineCommand, type CliContext } from '../../define-command.ts';
import { FLIGHT_ARGUMENT } from '../../flags/history-flags.ts';

export const command = defineCommand({
  description:
    'The flight must have one of the blessings OLD, or be a play flight; so nobody blesses what somebody else has ' +
    'blessed meanwhile.',
  parameters: {
    positional: {
      kind: 'array',
      minimum: 2,
      parameter: {
        parse: String,
        placeholder: 'FLIGHT BLESSING [OLD',
        brief: 'Number of the flight; its new blessing; the blessings that it may have, default running',
      },
    },
  },
  async run(context: CliContext, _flags: Readonly<Record<never, never>>, ...words: string[]) {
    const [number = '', blessing = '', ...expected] = words;
    const flight = FLIGHT_ARGUMENT.parse(number);
    await using db = await openDatabase(await context.loadConfig(), { signal: context.signal });
    await blessFlight(db, { flight, blessing, expected: expected.length === 0 ? ['running'] : expected });
    context.print({ flight, blessing }, `flight ${flight} is ${blessing}`);
  },
});
