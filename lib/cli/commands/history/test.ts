import { openDatabase } from '../../../db/open/open-database.ts';
import { readTestHistory } from '../../../history/test-history.ts';
import { formatTestHistory } from '../../../report/text/history-text.ts';
import { defineCommand, type CliContext } from '../../shared/define-command.ts';
import { SCOPE_FLAGS, type ScopeFlags } from '../../flags/history-flags.ts';

const { html: _html, ...FLAGS } = SCOPE_FLAGS;

export const command = defineCommand({
  description:
    'Prints when the test first and last passed and failed, how long it takes, and its newest runs on all hosts.',
  examples: [['osstest history test test-amd64-amd64-xl guest-start', 'Show the history of one step of a job.']],
  parameters: {
    flags: FLAGS,
    positional: {
      kind: 'tuple',
      parameters: [
        { parse: String, placeholder: 'JOB', brief: 'Name of a job, such as test-amd64-amd64-xl' },
        { parse: String, placeholder: 'TESTID', brief: 'Testid of a step, such as guest-start' },
      ],
    },
  },
  async run(context: CliContext, flags: Omit<ScopeFlags, 'html'>, job: string, testid: string): Promise<void> {
    await using db = await openDatabase(await context.loadConfig(), { signal: context.signal });
    const history = await readTestHistory(db, job, testid, { ...flags, branches: flags.branch });
    context.print(history, formatTestHistory(history.summary, history.runs));
  },
});
