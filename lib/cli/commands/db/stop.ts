import { stopPrivateServer } from '../../../db/open/database-status.ts';
import { defineCommand, type CliContext } from '../../shared/define-command.ts';
import type { ExitCode } from '../../shared/exit-codes.ts';

const TEXTS = {
  stopped: 'the private server is stopped',
  'not-running': 'the private server is not running',
  'in-use': 'the private server is in use and was not stopped; --force stops it',
} as const;

export const command = defineCommand({
  description:
    'The private server stops automatically when no process uses it. Use this command for a server that is ' +
    'configured to keep running (database.linger).',
  examples: [
    ['osstest db stop', 'Stop the server if no process uses it.'],
    ['osstest db stop --force', 'Stop it even if a process uses it.'],
  ],
  parameters: {
    flags: { force: { kind: 'boolean', brief: 'Stop it even if a process uses it', default: false } },
  },
  async run(context: CliContext, flags: { readonly force: boolean }): Promise<ExitCode> {
    const outcome = await stopPrivateServer(await context.loadConfig(), flags);
    context.print({ outcome }, TEXTS[outcome]);
    return outcome === 'in-use' ? 4 : 0;
  },
});
