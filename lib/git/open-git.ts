import type { SimpleGit, SimpleGitOptions } from 'simple-git';

/** simple-git, which is loaded when it is first needed: that takes as long as a whole command without it. */
export async function openGit(options: Partial<SimpleGitOptions>): Promise<SimpleGit> {
  const { simpleGit } = await import('simple-git');
  return simpleGit(options);
}
