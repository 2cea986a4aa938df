import { describeError } from '../../../errors/osstest-error.ts';
import { run } from '../../../util/subprocess.ts';
import { seconds } from '../../../util/units.ts';
import { defineCommand, type CliContext } from '../../shared/define-command.ts';
import { FLIGHT_ARGUMENT } from '../../flags/history-flags.ts';
import { writeFlightPage } from '../../pages/write-flight-page.ts';

/** A program that still runs after this time is a browser in the foreground. */
const OPENED_MS = seconds(5);

export const command = defineCommand({
  description:
    'Writes the page beside the files of the flight, and opens it with xdg-open. Prints the path of the page.',
  examples: [['osstest report open 77', 'Open the page of flight 77.']],
  parameters: { flags: {}, positional: { kind: 'tuple', parameters: [FLIGHT_ARGUMENT] } },
  async run(context: CliContext, _flags: Readonly<Record<never, never>>, flight: number): Promise<void> {
    const { path } = await writeFlightPage(await context.loadConfig(), flight, { signal: context.signal });
    context.print({ path }, path);
    try {
      await run(['xdg-open', path], { signal: AbortSignal.any([context.signal, AbortSignal.timeout(OPENED_MS)]) });
    } catch (error) {
      if (error instanceof DOMException && error.name === 'TimeoutError') return;
      context.progress(`no browser was opened: ${describeError(error)}`);
    }
  },
});
