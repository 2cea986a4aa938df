import { runFlight } from '../../flight/run-flight.ts';
import { createFlight } from '../../record/create-flight.ts';
import { defineCommand, type CliContext } from '../define-command.ts';
import { runInHarness } from '../run-in-harness.ts';
import { printFlight, RUN_FLAGS, runOptions, type RunFlags } from './flight-run.ts';

const JOBS = [
  { job: 'test-amd64-amd64-debian', recipe: 'test-debian-short' },
  { job: 'test-amd64-amd64-pvh', recipe: 'test-pvh' },
] as const;

const RUNVARS = { arch: 'amd64', all_hostflags: 'arch-amd64,purpose-test' } as const;

export const command = defineCommand({
  description:
    'Makes a flight of two jobs and runs it: a box gets Debian, Xen is installed by apt and booted, a Debian guest lives on it; the second job thaws the installed box and has a PVH guest migrate on it. The second time both jobs thaw it.',
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
      // One after the other, so that the second has the box that the first has installed.
      const fresh = flags.fresh ? [JOBS[0].job] : false;
      const options = { ...runOptions(context, flags), fresh, retries: false, jobsAtOnce: 1 };
      await runFlight(db, { flight, config, sinks, ...options });
      return printFlight(context, db, config, flight);
    });
  },
});
