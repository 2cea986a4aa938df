import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Host } from '../../typings/host.ts';
import type { TestContext } from '../../typings/test.ts';
import { bundleCommit } from '../git/bundle-commit.ts';
import { resolveTree } from '../git/resolve-tree.ts';
import { minutes } from '../util/units.ts';

/** The parts of the context of a test that a build needs. */
export type BuildContext = Pick<TestContext, 'runvars' | 'stash' | 'recorder' | 'cacheDir' | 'signal'> & {
  readonly host: Host;
};

/**
 * Clones a source tree into a new folder on the host: `tree_NAME` at `revision_NAME`, a commit, branch or tag; default HEAD.
 * Records the commit in `built_revision_NAME`, and `git` in `built_vcs_NAME`. Returns the commit.
 *
 * This machine fetches the tree and copies it to the host. The host needs git, but no access to the repository.
 *
 * @throws RunvarMissingError (`RUNVAR_MISSING`, blame dependency) - `tree_NAME` is not set.
 * @throws TreeError (`TREE_UNUSABLE`, blame lab), CommandError (`COMMAND_FAILED`, blame test)
 *
 * Source: replaces osstest's build_clone.
 */
export async function cloneTree(context: BuildContext, name: string, folder: string): Promise<string> {
  const { host, runvars, recorder, cacheDir, signal } = context;
  const url = runvars.require(`tree_${name}`);
  const commit = await resolveTree({ url, revision: runvars.get(`revision_${name}`) ?? '' }, signal);
  recorder.progress(`${name}: ${url} at ${commit}`);
  const scratch = await mkdtemp(join(tmpdir(), 'osstest-tree-'));
  try {
    const local = join(scratch, 'bundle');
    await bundleCommit({ url, commit }, local, { cacheDir, signal });
    const remote = `${folder}.bundle`;
    await host.ssh.putFile(local, remote, { signal, timeoutMs: minutes(20) });
    await host.exec(
      [
        'sh',
        '-ec',
        `git init -q "$1" && cd "$1" && git fetch -q "$2" refs/osstest/bundled && git checkout -q --detach "$3"
         git remote add origin "$4" && rm "$2"`,
        'clone',
        folder,
        remote,
        commit,
        url,
      ],
      { signal, timeoutMs: minutes(20) },
    );
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
  await runvars.set(`built_revision_${name}`, commit);
  await runvars.set(`built_vcs_${name}`, 'git');
  return commit;
}
