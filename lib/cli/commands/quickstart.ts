import { runFlight } from '../../flight/runner/run-flight.ts';
import { createFlight } from '../../record/flights/create-flight.ts';
import { defineCommand, type CliContext } from '../define-command.ts';
import { runInHarness } from '../run-in-harness.ts';
import { RUN_FLAGS, runOptions, type RunFlags } from '../flags/run-flags.ts';
import { printFlight } from './flight/run.ts';

const JOBS = [
  { job: 'test-amd64-amd64-debian', recipe: 'test-debian-short' },
  { job: 'test-amd64-amd64-pvh', recipe: 'test-pvh' },
] as const;

const RUNVARS = { arch: 'amd64', all_hostflags: 'arch-amd64,purpose-test' } as const;

export const command = defineCommand({
  description:
    'Makes a flight of two jobs and runs them one after the other: the first installs Debian on a host, Xen by apt, boots into it, and a Debian guest lives on it; the second thaws the installed host, and a PVH guest migrates on it. The second time both thaw it.',
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
