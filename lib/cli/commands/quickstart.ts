import { runFlight } from '../../flight/run-flight.ts';
import { createFlight } from '../../record/create-flight.ts';
import { defineCommand, type CliContext } from '../define-command.ts';
import { runInHarness } from '../run-in-harness.ts';
import { printFlight, RUN_FLAGS, runOptions, type RunFlags } from './flight-run.ts';

export const command = defineCommand({
  description:
    'Makes a flight of one job and runs it: a box gets Debian, Xen is installed by apt and booted, a guest is started on it and stopped. The second time the installed box is thawed.',
  parameters: { flags: RUN_FLAGS },
  async run(context: CliContext, flags: RunFlags) {
    return runInHarness(context, flags, async ({ config, db, sinks }) => {
      const flight = await createFlight(db, {
        branch: 'quickstart',
        intended: 'play',
        blessing: 'play',
        jobs: [
          {
            job: 'test-amd64-amd64-pv',
            recipe: 'test-pv',
            runvars: { arch: 'amd64', all_hostflags: 'arch-amd64,purpose-test' },
          },
        ],
      });
      context.progress(`flight ${flight}: made`);
      await runFlight(db, { flight, config, sinks, retries: false, ...runOptions(context, flags) });
      return printFlight(context, db, config, flight);
    });
  },
});
