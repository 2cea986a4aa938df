import { openDatabase } from '../../../db/open/open-database.ts';
import { blessFlight } from '../../../record/flights/bless-flight.ts';
import { defineCommand, type CliContext } from '../../shared/define-command.ts';
import { FLIGHT_ARGUMENT } from '../../flags/history-flags.ts';

export const command = defineCommand({
  description:
    'Sets the blessing of a flight. The flight must be a play flight or have one of the blessings OLD, so that ' +
    "two users cannot overwrite each other's blessing.",
  examples: [
    ['osstest flight bless 77 real', 'Count a flight that was just run as real.'],
    ['osstest flight bless 77 broken real running', 'Make it broken if it is real or running.'],
  ],
  argumentDocs: [
    { placeholder: 'FLIGHT', brief: 'Number of the flight' },
    { placeholder: 'BLESSING', brief: 'Its new blessing' },
    { placeholder: 'OLD', brief: 'Blessing that it may have now; default: running', optional: true, variadic: true },
  ],
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
