import type { Queryable } from '../db/pg-promise.ts';
import { readRunvars } from '../record/flights/read-records.ts';
import type { CommitLog, JobChanges, RecordedJobRun, ValueChange } from '../../typings/history.ts';

/** Returns the commits of a tree between two revisions. */
export type ReadTreeLog = (tree: string, from: string, to: string) => Promise<CommitLog>;

/**
 * Returns the changes with which a job stopped passing: those between its last pass and the run after it.
 *
 * @param runs - Runs of one job, the newest first, as listJobRuns returns them.
 * @param readLog - Default: commits are not read.
 * @returns null if there is no run, or the newest one passed.
 * @throws QueryError (`QUERY_FAILED`, blame lab)
 */
export async function readJobChanges(
  db: Queryable,
  runs: readonly RecordedJobRun[],
  readLog?: ReadTreeLog,
): Promise<JobChanges | null> {
  const lastPass = runs.findIndex(({ status }) => status === 'pass');
  const [newest] = runs;
  if (newest === undefined || lastPass === 0) return null;
  const passed = runs[lastPass] ?? null;
  const firstFailure = (lastPass < 0 ? runs.at(-1) : runs[lastPass - 1]) ?? newest;
  const failures = lastPass < 0 ? runs.length : lastPass;
  if (passed === null)
    return { lastPass: null, firstFailure, failures, revisions: [], hosts: [], runvars: [], harness: [] };
  const revisions = byTree(differences(passed.revisions, firstFailure.revisions)).map(async (change) => {
    const { name, before, after } = change;
    const known = readLog !== undefined && before !== undefined && after !== undefined;
    return { ...change, log: known ? await readLog(name, before, after) : null };
  });
  return {
    lastPass: passed,
    firstFailure,
    failures,
    revisions: await Promise.all(revisions),
    hosts: differences(passed.hosts, firstFailure.hosts),
    runvars: differences(await readInputs(db, passed), await readInputs(db, firstFailure)),
    harness: differences({ osstest: passed.harness.join(' ') }, { osstest: firstFailure.harness.join(' ') }),
  };
}

/** Merges `xen (kern)` into `xen`: the tree as another build had it, usually with the same change. */
function byTree(changes: readonly ValueChange[]): readonly ValueChange[] {
  const ofTrees = changes.map((change) => ({ ...change, name: change.name.replace(/ .*$/, '') }));
  return [...new Map(ofTrees.map((change) => [JSON.stringify(change), change])).values()];
}

/** Reads the inputs of a job, without those that other parts of a change contain. */
async function readInputs(db: Queryable, { flight, job, hosts }: RecordedJobRun): Promise<Record<string, string>> {
  const runvars = await readRunvars(db, { flight, job });
  const inputs = runvars.filter(({ name, synth }) => !synth && !(name in hosts) && !name.startsWith('revision_'));
  return Object.fromEntries(inputs.map(({ name, value }) => [name, withoutFlight(name, value)]));
}

/** Removes the flight from the name of an earlier flight's build job, since it differs in each run. */
const withoutFlight = (name: string, value: string): string =>
  name.endsWith('buildjob') ? value.replace(/^\d+\./, '') : value;

function differences(
  before: Readonly<Record<string, string>>,
  after: Readonly<Record<string, string>>,
): readonly ValueChange[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].toSorted();
  return names
    .map((name) => ({ name, before: before[name], after: after[name] }))
    .filter((change) => change.before !== change.after);
}
