import { join } from 'node:path';
import type { RemoteBranch } from '../../../typings/gate.ts';
import { run } from '../../util/subprocess.ts';

/** A bare repository that creates commits directly, without a working tree. */
export interface BareTree {
  readonly url: string;
  remote(branch: string): RemoteBranch;
  /** Commits files to a branch and returns the revision. */
  commit(branch: string, files: Readonly<Record<string, string>>, options?: CommitOptions): Promise<string>;
  /** Sets a branch to a revision, forward or not. */
  set(branch: string, revision: string): Promise<void>;
  /** Returns the revision of a branch; null: there is no such branch. */
  revision(branch: string): Promise<string | null>;
  git(...words: readonly string[]): Promise<string>;
}

export interface CommitOptions {
  /** The parent, in place of the branch's head. */
  readonly onto?: string;
  readonly message?: string;
}

/** Creates a repository with a first commit in `branch`. */
export async function makeBareTree(folder: string, name: string, branch: string): Promise<BareTree> {
  const url = join(folder, `${name}.git`);
  await run(['git', 'init', '--quiet', '--bare', '--initial-branch', branch, url]);
  const git = async (...words: readonly string[]): Promise<string> =>
    (await run(['git', '-C', url, ...words])).stdout.trim();
  let second = 1_500_000_000;
  const tree: BareTree = {
    url,
    git,
    remote: (of) => ({ url, branch: of }),
    commit: async (of, files, { onto, message = `change of ${name}` } = {}) => {
      second += 60;
      const parent = onto ?? (await tree.revision(of));
      const stdin = importStream({ branch: of, parent, message, files, second });
      const words = ['git', '-C', url, 'fast-import', '--quiet', '--force'];
      return (await run(words, { stdin })).stdout.trim();
    },
    set: async (of, revision) => {
      await git('update-ref', `refs/heads/${of}`, revision);
    },
    revision: async (of) => {
      const words = ['git', '-C', url, 'rev-parse', '--verify', '--quiet', `refs/heads/${of}`];
      return (await run(words, { okExitCodes: [0, 1] })).stdout.trim() || null;
    },
  };
  await tree.commit(branch, { faults: '' }, { message: `begin ${name}` });
  return tree;
}

/** Returns the input with which git fast-import creates one commit and prints its revision. */
function importStream(commit: {
  readonly branch: string;
  readonly parent: string | null;
  readonly message: string;
  readonly files: Readonly<Record<string, string>>;
  readonly second: number;
}): string {
  const { branch, parent, message, files, second } = commit;
  const data = (text: string): string => `data ${Buffer.byteLength(text)}\n${text}\n`;
  const changes = Object.entries(files).map(([file, text]) => `M 100644 inline ${file}\n${data(text)}`);
  const who = `Ann Author <ann@example.org> ${second} +0000`;
  const from = parent === null ? '' : `from ${parent}\n`;
  const head = `commit refs/heads/${branch}\nmark :1\nauthor ${who}\ncommitter ${who}\n`;
  return `${head}${data(message)}${from}${changes.join('')}\nget-mark :1\n`;
}
