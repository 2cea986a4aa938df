/** The commits of one tree among which the culprit is sought: what the bad end has and the good end does not. */
export interface CandidateRange {
  readonly name: string;
  /** Parents before children; the last one is the bad end. */
  readonly commits: readonly string[];
  /** For each commit, the indices of its parents that are in the range; the others are older than it. */
  readonly parents: readonly (readonly number[])[];
  /** Whether each commit has exactly the one before it as its parent. */
  readonly isLinear: boolean;
}

/** A commit with its parents, as `git rev-list --parents` lists it. */
export interface ListedCommit {
  readonly revision: string;
  readonly parents: readonly string[];
}

/**
 * Builds a range of listed commits, in any order. Parents that are not listed are dropped.
 *
 * @throws RangeError - the parents form a circle, or there is not exactly one commit without a child: the bad end.
 */
export function createCandidateRange(name: string, listed: readonly ListedCommit[]): CandidateRange {
  const byRevision = new Map(listed.map((commit) => [commit.revision, commit]));
  const order = sortParentsFirst(byRevision);
  if (order.length < byRevision.size) throw new RangeError(`${name}: the history has a circle`);
  const indexOf = new Map(order.map(({ revision }, index) => [revision, index]));
  const parents = order.map(({ parents: revisions }) =>
    [...new Set(revisions)].flatMap((revision) => indexOf.get(revision) ?? []),
  );
  const withChild = new Set(parents.flat());
  if (order.length > 0 && withChild.size !== order.length - 1) {
    throw new RangeError(`${name}: the range has ${order.length - withChild.size} ends, not one`);
  }
  const isLinear = parents.every((own, index) =>
    index === 0 ? own.length === 0 : own.length === 1 && own[0] === index - 1,
  );
  return { name, commits: order.map(({ revision }) => revision), parents, isLinear };
}

/** Depth first from the bad end, so that a side branch stays together. */
function sortParentsFirst(byRevision: ReadonlyMap<string, ListedCommit>): ListedCommit[] {
  const order: ListedCommit[] = [];
  const state = new Map<string, 'open' | 'done'>();
  for (const start of byRevision.values()) {
    const stack: { readonly commit: ListedCommit; next: number }[] = [{ commit: start, next: 0 }];
    while (stack.length > 0) {
      const top = stack[stack.length - 1]!;
      const { revision, parents } = top.commit;
      if (state.get(revision) === 'done') {
        stack.pop();
        continue;
      }
      state.set(revision, 'open');
      const parent = parents[top.next++];
      if (parent === undefined) {
        state.set(revision, 'done');
        order.push(top.commit);
        stack.pop();
      } else {
        const commit = byRevision.get(parent);
        if (commit !== undefined && state.get(parent) === 'open') return [];
        if (commit !== undefined && !state.has(parent)) stack.push({ commit, next: 0 });
      }
    }
  }
  return order;
}
