import { stopPrivateServer } from '../../../db/database-status.ts';
import { defineCommand, type CliContext } from '../../define-command.ts';
import type { ExitCode } from '../../exit-codes.ts';

const TEXTS = {
  stopped: 'the private server is stopped',
  'not-running': 'the private server does not run',
  'in-use': 'the private server is in use and runs on; --force stops it all the same',
} as const;

export const command = defineCommand({
  description: 'The private server ends by itself when nobody uses it; this is for one that lingers.',
  parameters: {
    flags: { force: { kind: 'boolean', brief: 'Also when somebody uses it', default: false } },
  },
  async run(context: CliContext, flags: { readonly force: boolean }): Promise<ExitCode> {
    const outcome = await stopPrivateServer(await context.loadConfig(), flags);
    context.print({ outcome }, TEXTS[outcome]);
    return outcome === 'in-use' ? 4 : 0;
  },
});
