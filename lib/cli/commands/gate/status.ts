import { openDatabase } from '../../../db/open/open-database.ts';
import { listGateRuns } from '../../../gate/store/run-store.ts';
import { readBranchStandings } from '../../../gate/branch/read-standings.ts';
import { writeBranchesPage } from '../../../gate/branch/write-branches-page.ts';
import { formatBranches } from '../../../report/text/branches-text.ts';
import { defineCommand, type CliContext } from '../../shared/define-command.ts';
import { ANY_BRANCH_ARGUMENT } from '../../flags/gate-flags.ts';

type Flags = { readonly page?: boolean };

export const command = defineCommand({
  description:
    'Prints for each branch what is running, which orders stop or block it and since when, the last push, and ' +
    'the regressions. With a branch and --json, also prints its last 30 runs.',
  examples: [
    ['osstest gate status', 'Show all branches.'],
    ['osstest gate status xen-unstable --json', 'Print one branch and its runs as data.'],
  ],
  parameters: {
    flags: {
      page: { kind: 'boolean', optional: true, withNegated: false, brief: 'Also write the page of all branches' },
    },
    positional: { kind: 'tuple', parameters: [ANY_BRANCH_ARGUMENT] },
  },
  async run(context: CliContext, { page }: Flags, branch?: string): Promise<void> {
    const config = await context.loadConfig();
    await using db = await openDatabase(config, { signal: context.signal });
    if (page === true) context.progress(await writeBranchesPage(db, config));
    const all = await readBranchStandings(db, branch === undefined ? [] : [branch]);
    const standings = all.filter((standing) => branch === undefined || standing.branch === branch);
    const data = branch === undefined ? standings : { ...standings[0], runs: await listGateRuns(db, { branch }) };
    context.print(data, standings.length === 0 ? 'The gate has not run yet.' : formatBranches(standings));
  },
});
