import { formatBytes } from '../../../util/units.ts';
import { defineCommand, type CliContext } from '../../shared/define-command.ts';
import { FILE_FLAG, FLIGHT_ARGUMENT } from '../../flags/history-flags.ts';
import { JUDGE_FLAGS, type JudgeFlags } from '../../flags/judge-flags.ts';
import { writeFlightPage } from '../../pages/write-flight-page.ts';

export const command = defineCommand({
  description:
    'Writes one self-contained HTML file: the failures and their reasons, the grid of jobs and steps, and each ' +
    'job on one clock. Each failure is compared with what the branch tested before, or with --that. Without ' +
    '--output, the page is written beside the files of the flight.',
  examples: [
    ['osstest report page 77', 'Write the page of flight 77.'],
    ['osstest report page 77 --output report.html --that-flight 70', 'Write it elsewhere, compared with flight 70.'],
  ],
  parameters: {
    flags: { output: { ...FILE_FLAG, brief: 'File to write' }, ...JUDGE_FLAGS },
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
