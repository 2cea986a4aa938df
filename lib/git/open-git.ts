import type { SimpleGit, SimpleGitOptions } from 'simple-git';

/** Loads simple-git at its first use: loading it takes as long as a whole command without it. */
export async function openGit(options: Partial<SimpleGitOptions>): Promise<SimpleGit> {
  const { simpleGit } = await import('simple-git');
  return simpleGit(options);
}
