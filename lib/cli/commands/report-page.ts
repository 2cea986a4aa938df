import { formatBytes } from '../../util/units.ts';
import { defineCommand, type CliContext } from '../define-command.ts';
import { FILE_FLAG, FLIGHT_ARGUMENT } from '../history-flags.ts';
import { writeFlightPage } from '../write-flight-page.ts';

export const command = defineCommand({
  description:
    'One HTML file that needs nothing else: what did not pass and why, the grid of jobs and steps, each job on one clock. ' +
    "Without --output it is written beside the flight's files.",
  parameters: {
    flags: { output: { ...FILE_FLAG, brief: 'Where to write it' } },
    positional: { kind: 'tuple', parameters: [FLIGHT_ARGUMENT] },
  },
  async run(context: CliContext, flags: { readonly output?: string }, flight: number): Promise<void> {
    const config = await context.loadConfig();
    const page = await writeFlightPage(config, flight, { output: flags.output, signal: context.signal });
    context.print(page, `${page.path} (${formatBytes(page.bytes)})`);
  },
});
