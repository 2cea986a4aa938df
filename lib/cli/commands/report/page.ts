import { formatBytes } from '../../../util/units.ts';
import { defineCommand, type CliContext } from '../../define-command.ts';
import { FILE_FLAG, FLIGHT_ARGUMENT } from '../../flags/history-flags.ts';
import { JUDGE_FLAGS, type JudgeFlags } from '../../flags/judge-flags.ts';
import { writeFlightPage } from '../../write-flight-page.ts';

export const command = defineCommand({
  description:
    'One HTML file that needs nothing else: what did not pass and why, the grid of jobs and steps, each job on one clock; ' +
    'what history says of each failure, compared with what the branch tested before, or with --that. ' +
    "Without --output it is written beside the flight's files.",
  parameters: {
    flags: { output: { ...FILE_FLAG, brief: 'Where to write it' }, ...JUDGE_FLAGS },
    positional: { kind: 'tuple', parameters: [FLIGHT_ARGUMENT] },
  },
  async run(
    context: CliContext,
    { output, ...judgeBy }: JudgeFlags & { readonly output?: string },
    flight: number,
  ): Promise<void> {
    const config = await context.loadConfig();
    const page = await writeFlightPage(config, flight, { output, judgeBy, signal: context.signal });
    context.print(page, `${page.path} (${formatBytes(page.bytes)})`);
  },
});
