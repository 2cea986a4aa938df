import type { RemoteBranch } from 'osstest';

const HOST = 'xenbits.xen.org';

/** A branch of a tree on the Xen Project's server, as everybody can read it. */
export const published = (tree: string, branch: string): RemoteBranch => ({ url: `git://${HOST}/${tree}.git`, branch });

/**
 * A branch there that only the gate moves, by way of ssh. A lab without the right to push names another place in a branch
 * module of its own: `defineBranch({ ...xenUnstable, tested: { url, branch } })`.
 */
export const testedBy = (tree: string, branch: string): RemoteBranch => ({
  url: `${HOST}:/home/xen/git/${tree}.git`,
  branch,
});

/** The kernels that the flights of other trees take: those that passed their own tests. */
export const TESTED_LINUX: Readonly<Record<string, RemoteBranch>> = {
  linux: published('linux-pvops', 'tested/linux-3.14'),
  linux_arm: published('linux-pvops', 'tested/linux-arm-xen'),
};

/** Xen as it was tested last. */
export const TESTED_XEN: Readonly<Record<string, RemoteBranch>> = { xen: published('xen', 'master') };
