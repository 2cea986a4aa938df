import { runFlight } from '../../flight/runner/run-flight.ts';
import { createFlight } from '../../record/flights/create-flight.ts';
import { defineCommand, type CliContext } from '../shared/define-command.ts';
import { runInHarness } from '../shared/run-in-harness.ts';
import { RUN_FLAGS, runOptions, type RunFlags } from '../flags/run-flags.ts';
import { printFlight } from './flight/run.ts';

const JOBS = [
  { job: 'test-amd64-amd64-debian', recipe: 'test-debian-short' },
  { job: 'test-amd64-amd64-pvh', recipe: 'test-pvh' },
] as const;

const RUNVARS = { arch: 'amd64', all_hostflags: 'arch-amd64,purpose-test' } as const;

export const command = defineCommand({
  description:
    'Creates a flight of two jobs, and runs them one after the other. The first job installs Debian and Xen on a ' +
    'host and runs a Debian guest. The second job thaws the installed host and migrates a PVH guest. A later ' +
    'quickstart thaws the host in both jobs.',
  examples: [
    ['osstest quickstart', 'Run the first flight.'],
    ['osstest quickstart --pause-on-fail', 'Keep the hosts at a failure, and print how to log in.'],
  ],
  parameters: { flags: RUN_FLAGS },
  async run(context: CliContext, flags: RunFlags) {
    return runInHarness(context, flags, async ({ config, db, sinks }) => {
      const flight = await createFlight(db, {
        branch: 'quickstart',
        intended: 'play',
        blessing: 'play',
        jobs: JOBS.map((job) => ({ ...job, runvars: RUNVARS })),
      });
      context.progress(`flight ${flight}: made`);
      // One after the other: two QEMU hosts on two cores take longer side by side, and the second reuses the first's.
      await runFlight(db, { flight, config, sinks, ...runOptions(context, flags), retries: false, jobsAtOnce: 1 });
      return printFlight(context, db, config, flight);
    });
  },
});
