import { openDatabase } from '../../db/open-database.ts';
import { listJobRuns } from '../../history/job-history.ts';
import { renderJobHistory } from '../../report/history-job-page.ts';
import { formatJobRuns } from '../../report/history-text.ts';
import { writeFileAtomically } from '../../util/atomic-file.ts';
import { defineCommand, type CliContext } from '../define-command.ts';
import { SCOPE_FLAGS, type ScopeFlags } from '../history-flags.ts';

export const command = defineCommand({
  description: 'The newest runs first, and what changed since it last passed.',
  parameters: {
    flags: SCOPE_FLAGS,
    positional: {
      kind: 'tuple',
      parameters: [{ parse: String, placeholder: 'JOB', brief: 'Such as test-amd64-amd64-xl' }],
    },
  },
  async run(context: CliContext, flags: ScopeFlags, job: string): Promise<void> {
    const config = await context.loadConfig();
    await using db = await openDatabase(config, { signal: context.signal });
    const runs = await listJobRuns(db, job, { ...flags, branches: flags.branch });
    const [branch = null, ...others] = flags.branch ?? [];
    if (flags.html !== undefined) {
      const page = renderJobHistory(job, runs, { ...config.reports, branch: others.length > 0 ? null : branch });
      await writeFileAtomically(flags.html, page);
    }
    context.print(runs, formatJobRuns(runs));
  },
});
