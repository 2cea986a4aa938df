import { openDatabase } from '../../db/open/open-database.ts';
import { findTested } from '../../history/find-tested.ts';
import { run } from '../../util/subprocess.ts';
import { defineCommand, type CliContext } from '../shared/define-command.ts';
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
    'Prints the newest flight that matches all flags, or an empty line; the exit code is 0 in both cases. Write ' +
    'revisions in full: an abbreviated revision finds nothing.',
  examples: [
    ['osstest tested --branch xen-unstable --blessings real', 'Print the newest real flight of a branch.'],
    [
      'osstest tested --branch xen-unstable --pass-job build-amd64 --print-revision xen',
      'Print the revision of xen that it built.',
    ],
  ],
  parameters: {
    flags: {
      branch: { ...LIST_FLAG, brief: 'Branches of the flight; default: any' },
      blessings: { ...LIST_FLAG, brief: 'Blessings of the flight; default: any' },
      revision: { ...PAIR_FLAG, brief: 'Tested revision; may be repeated' },
      tree: { ...PAIR_FLAG, placeholder: 'TREE=URL', brief: 'URL of a tree; may be repeated' },
      passJob: { ...TEXT, placeholder: 'JOB', brief: 'Job that passed' },
      printRevision: {
        ...TEXT,
        placeholder: 'TREE',
        brief: 'Print the tested revision of this tree instead of the flight',
      },
      gitAncestorOf: { ...TEXT, placeholder: 'REF', brief: 'Only revisions that are ancestors of this one' },
      gitDir: { ...TEXT, placeholder: 'DIR', brief: 'Repository for --git-ancestor-of; default: the current folder' },
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

/** Exit code 1: not an ancestor; 128: the repository does not have the revision, so it is not an ancestor either. */
async function isAncestor(revision: string, of: string, gitDir: string | undefined): Promise<boolean> {
  const command = ['git', '-C', gitDir ?? '.', 'merge-base', '--is-ancestor', revision, of];
  return (await run(command, { okExitCodes: [0, 1, 128] })).exitCode === 0;
}
