import { describeError } from '../../../errors/osstest-error.ts';
import { run } from '../../../util/subprocess.ts';
import { seconds } from '../../../util/units.ts';
import { defineCommand, type CliContext } from '../../define-command.ts';
import { FLIGHT_ARGUMENT } from '../../flags/history-flags.ts';
import { writeFlightPage } from '../../write-flight-page.ts';

/** A browser that stays in the foreground is open by then. */
const OPENED_MS = seconds(5);

export const command = defineCommand({
  description:
    "Writes the page beside the flight's files and opens it with xdg-open; where that fails, its path is what you get.",
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
