import { openDatabase } from '../../db/open-database.ts';
import { findTested } from '../../history/find-tested.ts';
import { run } from '../../util/subprocess.ts';
import { defineCommand, type CliContext } from '../define-command.ts';
import { LIST_FLAG, PAIR_FLAG } from '../flags/history-flags.ts';
import { parsePairs } from '../flags/parse-values.ts';

type Flags = {
  readonly branch?: string[];
  readonly blessings?: string[];
  readonly revision?: readonly string[];
  readonly tree?: readonly string[];
  readonly passJob?: string;
  readonly printRevision?: string;
  readonly gitAncestorOf?: string;
  readonly gitDir?: string;
};

const TEXT = { kind: 'parsed', parse: String, optional: true } as const;

export const command = defineCommand({
  description:
    'Prints the newest flight that fulfils everything asked for, or an empty line; the exit code is 0 in both cases. ' +
    'Revisions must be whole: a shortened one finds nothing.',
  parameters: {
    flags: {
      branch: { ...LIST_FLAG, brief: 'Branches; default any' },
      blessings: { ...LIST_FLAG, brief: 'Blessings; default any' },
      revision: { ...PAIR_FLAG, brief: 'Revision that was tested; may be repeated' },
      tree: { ...PAIR_FLAG, placeholder: 'TREE=URL', brief: 'Where the tree came from; may be repeated' },
      passJob: { ...TEXT, placeholder: 'JOB', brief: 'A job that passed' },
      printRevision: { ...TEXT, placeholder: 'TREE', brief: 'Print the one revision of this tree that was tested' },
      gitAncestorOf: { ...TEXT, placeholder: 'REF', brief: 'Only a revision that is an ancestor of this' },
      gitDir: { ...TEXT, placeholder: 'DIR', brief: 'The repository that --git-ancestor-of asks; default here' },
    },
  },
  async run(context: CliContext, flags: Flags): Promise<void> {
    await using db = await openDatabase(await context.loadConfig(), { signal: context.signal });
    const { gitAncestorOf } = flags;
    const found = await findTested(db, {
      branches: flags.branch,
      blessings: flags.blessings,
      revisions: parsePairs('revision', flags.revision),
      trees: parsePairs('tree', flags.tree),
      passedJob: flags.passJob,
      revisionOf: flags.printRevision,
      accepts:
        gitAncestorOf === undefined ? undefined : (revision) => isAncestor(revision, gitAncestorOf, flags.gitDir),
    });
    const answer = flags.printRevision === undefined ? found?.flight : found?.revision;
    context.print(found, `${answer ?? ''}`);
  },
});

/** Exit code 1: it is not; 128: the repository does not know the revision, so it is none either. */
async function isAncestor(revision: string, of: string, gitDir: string | undefined): Promise<boolean> {
  const command = ['git', '-C', gitDir ?? '.', 'merge-base', '--is-ancestor', revision, of];
  return (await run(command, { okExitCodes: [0, 1, 128] })).exitCode === 0;
}
