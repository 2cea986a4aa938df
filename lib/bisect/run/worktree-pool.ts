import { join } from 'node:path';
import { createWorktree, type Worktree } from './worktree.ts';

/** Worktrees of all trees beside each other, in which one tuple at a time is built and tested. */
export interface WorktreeSet {
  readonly number: number;
  /** One a tree, in their order. */
  readonly worktrees: readonly Worktree[];
  /** The tuple that is there; null: none, or it is not complete. */
  key: string | null;
  /** Whether it has been built there. */
  isBuilt: boolean;
  isBusy: boolean;
  /** Counts up: the one that was used longest ago is used for another tuple. */
  usedAt: number;
}

/** Sets of worktrees; a tuple that was built lately is still in one of them. A tuple's key is its revisions. */
export interface WorktreePool {
  /** Takes a set for a tuple: the one that has it if that is free, a new one, or the one unused for longest. */
  take(key: string): Promise<WorktreeSet>;
  give(set: WorktreeSet): void;
  /** Whether a free set has the tuple built. */
  isReady(key: string): boolean;
}

export interface PoolOptions {
  readonly folder: string;
  readonly repositories: readonly { readonly name: string; readonly path: string }[];
  readonly limit: number;
  readonly signal: AbortSignal;
}

/** Makes a pool of at most `limit` sets; more than that are never taken at the same time. */
export function createWorktreePool({ folder, repositories, limit, signal }: PoolOptions): WorktreePool {
  const sets: WorktreeSet[] = [];
  let uses = 0;
  const create = async (): Promise<WorktreeSet> => {
    const set: WorktreeSet = { number: sets.length, worktrees: [], key: null, isBuilt: false, isBusy: true, usedAt: 0 };
    sets.push(set);
    const worktrees: Worktree[] = [];
    for (const { name, path } of repositories) {
      worktrees.push(await createWorktree(path, join(folder, String(set.number), folderName(name)), signal));
    }
    return Object.assign(set, { worktrees });
  };
  const free = (): WorktreeSet[] => sets.filter(({ isBusy }) => !isBusy).toSorted((a, b) => a.usedAt - b.usedAt);
  return {
    take: async (key) => {
      const idle = free();
      const known = idle.find((set) => set.key === key) ?? (sets.length < limit ? undefined : idle[0]);
      if (known !== undefined) known.isBusy = true;
      const set = known ?? (await create());
      if (set.key !== key) Object.assign(set, { key, isBuilt: false });
      return set;
    },
    give: (set) => Object.assign(set, { isBusy: false, usedAt: ++uses }),
    isReady: (key) => free().some((set) => set.isBuilt && set.key === key),
  };
}

const folderName = (name: string): string => name.replaceAll(/[^A-Za-z0-9._-]/g, '_').replace(/^\./, '_') || 'tree';
