import type { RemoteBranch } from 'osstest';

const HOST = 'xenbits.xen.org';

/** Returns a branch of a public tree on the server of the Xen Project. */
export const published = (tree: string, branch: string): RemoteBranch => ({ url: `git://${HOST}/${tree}.git`, branch });

/**
 * Returns a branch on that server to which only the gate pushes, by ssh. A lab without the right to push defines a different
 * destination in its own branch module: `defineBranch({ ...xenUnstable, tested: { url, branch } })`.
 */
export const testedBy = (tree: string, branch: string): RemoteBranch => ({
  url: `${HOST}:/home/xen/git/${tree}.git`,
  branch,
});

/** The kernels in the flights of other trees: those that passed their own tests. */
export const TESTED_LINUX: Readonly<Record<string, RemoteBranch>> = {
  linux: published('linux-pvops', 'tested/linux-3.14'),
  linux_arm: published('linux-pvops', 'tested/linux-arm-xen'),
};

/** The last tested Xen. */
export const TESTED_XEN: Readonly<Record<string, RemoteBranch>> = { xen: published('xen', 'master') };
