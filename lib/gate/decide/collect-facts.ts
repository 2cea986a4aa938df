import type { BranchFacts, PastTest, RemoteBranch } from '../../../typings/gate.ts';
import { RemoteError } from '../../errors/git-errors.ts';
import { fetchBranch, isAncestor, readRemote, resolveRevision, type TreeClone } from '../../git/open-clone.ts';
import { findTested } from '../../history/find-tested.ts';
import { currentDate } from '../../util/clock.ts';
import { openBranchClone, type GateContext } from '../gate-context.ts';
import { judgeTest } from './judge-run.ts';
import { listGateOrders } from '../store/orders.ts';
import { listLastPushes, listPastTests } from '../store/run-store.ts';

/** The facts, and the revisions that a flight would test. */
export interface CollectedFacts {
  readonly facts: BranchFacts;
  /** Revisions of the other trees. */
  readonly uses: Readonly<Record<string, string>>;
}

/**
 * Fetches the trees of a branch, and collects all facts for the decision about a run.
 *
 * @throws RemoteError (`REMOTE_FAILED`, blame lab) - a repository does not answer, or lacks a branch of the other
 * trees.
 * @throws RevisionUnknownError (`REVISION_UNKNOWN`, blame operator) - the requested revision.
 */
export async function collectFacts(context: GateContext): Promise<CollectedFacts> {
  const { db, branch, revision, baselineOnly = false, again = false } = context;
  const clone = await openBranchClone(context);
  const newest = await fetchBranch(clone, branch.source);
  const head = newest === null || revision === undefined ? newest : await resolveRevision(clone, revision, newest);
  const published = await fetchBranch(clone, branch.tested);
  const uses = await readUses(clone, branch.uses);
  const [lastPush] = await listLastPushes(db, branch.name);
  return {
    uses,
    facts: {
      branch,
      head,
      published,
      relation: await relate(clone, head, published),
      lastPushed: lastPush?.revision ?? null,
      ...(await readBaseline(context, published)),
      pastTest: head === null || published === null ? null : await readPastTest(context, { head, published, uses }),
      orders: await listGateOrders(db, branch.name),
      baselineOnly,
      again,
    },
  };
}

async function readUses(
  clone: TreeClone,
  uses: Readonly<Record<string, RemoteBranch>>,
): Promise<Readonly<Record<string, string>>> {
  const found: Record<string, string> = {};
  for (const [tree, remote] of Object.entries(uses)) {
    const revision = await readRemote(clone, remote);
    if (revision === null) throw new RemoteError(`${remote.url}: has no branch ${remote.branch}, for the tree ${tree}`);
    found[tree] = revision;
  }
  return found;
}

async function relate(
  clone: TreeClone,
  head: string | null,
  published: string | null,
): Promise<BranchFacts['relation']> {
  if (head === null || published === null) return 'apart';
  if (head === published) return 'same';
  if (await isAncestor(clone, published, head)) return 'ahead';
  return (await isAncestor(clone, head, published)) ? 'behind' : 'apart';
}

async function readBaseline(
  { db, branch }: GateContext,
  published: string | null,
): Promise<Pick<BranchFacts, 'baselineFlight' | 'baselineAttempts' | 'newestTested'>> {
  const { name, tree, intended } = branch;
  const scope = { branches: [name], blessings: [intended] };
  if (published === null) return { baselineFlight: null, baselineAttempts: 0, newestTested: null };
  const baseline = await findTested(db, { ...scope, revisions: { [tree]: published } });
  const newest = await findTested(db, { ...scope, revisionOf: tree });
  return {
    baselineFlight: baseline?.flight ?? null,
    baselineAttempts: (await listPastTests(db, name, published, null)).length,
    newestTested: newest?.revision ?? null,
  };
}

async function readPastTest(
  { db, branch, clock }: GateContext,
  { head, published, uses }: { head: string; published: string; uses: Readonly<Record<string, string>> },
): Promise<PastTest | null> {
  const tests = await listPastTests(db, branch.name, head, { ...uses, [branch.tree]: head });
  const [newest] = tests;
  if (newest === undefined) return null;
  const { verdict } = await judgeTest(db, branch, {
    ...newest,
    revision: head,
    baseline: published,
    judgedAt: currentDate(clock),
  });
  return { ...newest, verdict, attempts: tests.length };
}
