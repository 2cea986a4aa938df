import { join } from 'node:path';
import { openDatabase } from '../../../db/open/open-database.ts';
import { readCommitLog } from '../../../git/read-commit-log.ts';
import { readJobChanges, type ReadTreeLog } from '../../../history/job-changes.ts';
import { listJobRuns } from '../../../history/job-history.ts';
import { renderJobHistory } from '../../../report/history/history-job-page.ts';
import { formatJobRuns } from '../../../report/text/history-text.ts';
import { writeFileAtomically } from '../../../util/atomic-file.ts';
import { defineCommand, type CliContext } from '../../shared/define-command.ts';
import { FILE_FLAG, SCOPE_FLAGS, type ScopeFlags } from '../../flags/history-flags.ts';

const TREES_FLAG = {
  ...FILE_FLAG,
  placeholder: 'DIR',
  brief: 'Folder with clones of the trees; also lists their commits',
} as const;

export const command = defineCommand({
  description:
    'Prints the newest runs first, and what changed when the job stopped passing: revisions, hosts, runvars, the ' +
    'version of osstest. With --trees, also prints the commits; the folder has a clone of each tree under the ' +
    'name of the tree.',
  examples: [
    ['osstest history job test-amd64-amd64-xl --branch xen-unstable', 'Show the runs of a job of one branch.'],
    [
      'osstest history job test-amd64-amd64-xl --trees /src --html job.html',
      'Also list the commits, and write a page.',
    ],
  ],
  parameters: {
    flags: { ...SCOPE_FLAGS, trees: TREES_FLAG },
    positional: {
      kind: 'tuple',
      parameters: [{ parse: String, placeholder: 'JOB', brief: 'Name of a job, such as test-amd64-amd64-xl' }],
    },
  },
  async run(context: CliContext, flags: ScopeFlags & { readonly trees?: string }, job: string): Promise<void> {
    const config = await context.loadConfig();
    await using db = await openDatabase(config, { signal: context.signal });
    const runs = await listJobRuns(db, job, { ...flags, branches: flags.branch });
    const { trees } = flags;
    const readTree: ReadTreeLog | undefined =
      trees === undefined ? undefined : (tree, from, to) => readCommitLog(join(trees, tree), from, to);
    const changes = await readJobChanges(db, runs, readTree);
    const [branch = null, ...others] = flags.branch ?? [];
    if (flags.html !== undefined) {
      const page = renderJobHistory(job, runs, {
        ...config.reports,
        branch: others.length > 0 ? null : branch,
        changes,
      });
      await writeFileAtomically(flags.html, page);
    }
    context.print({ runs, changes }, formatJobRuns(runs, changes));
  },
});
