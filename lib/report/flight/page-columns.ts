import type { PageJob, PageStep } from './page-model.ts';

/** Jobs whose steps are similar enough to share columns. */
export interface GridGroup {
  readonly recipes: readonly string[];
  readonly columns: readonly string[];
  readonly rows: readonly GridRow[];
}

export interface GridRow {
  readonly job: PageJob;
  /** One cell per column; null: the job has no such step. */
  readonly cells: readonly (PageStep | null)[];
}

/** Recipes that share at least this fraction of their columns form one group. */
const ALIKE = 0.3;

/** Sorts the jobs into groups and aligns the steps of each group. */
export function groupJobs(jobs: readonly PageJob[]): readonly GridGroup[] {
  const groups: { recipes: Set<string>; keys: Set<string>; jobs: PageJob[] }[] = [];
  for (const [recipe, members] of byRecipe(jobs)) {
    const keys = new Set(members.flatMap((job) => columnKeys(job.steps)));
    const group = groups.find((other) => likeness(other.keys, keys) >= ALIKE);
    if (group === undefined) groups.push({ recipes: new Set([recipe]), keys, jobs: members });
    else {
      group.recipes.add(recipe);
      for (const key of keys) group.keys.add(key);
      group.jobs.push(...members);
    }
  }
  return groups.map((group) => align([...group.recipes], group.jobs));
}

function byRecipe(jobs: readonly PageJob[]): ReadonlyMap<string, PageJob[]> {
  const recipes = new Map<string, PageJob[]>();
  for (const job of jobs) {
    const members = recipes.get(job.recipe);
    if (members === undefined) recipes.set(job.recipe, [job]);
    else members.push(job);
  }
  return recipes;
}

function likeness(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  const common = [...a].filter((key) => b.has(key)).length;
  const all = a.size + b.size - common;
  // a job that reached no step fits into any group
  return all === 0 || a.size === 0 || b.size === 0 ? 1 : common / all;
}

function align(recipes: readonly string[], jobs: readonly PageJob[]): GridGroup {
  const sorted = jobs.toSorted((a, b) => a.index - b.index);
  const keyed = sorted.map((job) => columnKeys(job.steps));
  const columns: string[] = [];
  for (const keys of keyed.toSorted((a, b) => b.length - a.length)) insertKeys(columns, keys);
  const rows = sorted.map((job, row) => {
    const keys = keyed[row] ?? [];
    return { job, cells: columns.map((column) => job.steps[keys.indexOf(column)] ?? null) };
  });
  return { recipes, columns, rows };
}

/** Inserts each missing key after the key that precedes it in the sequence. */
function insertKeys(columns: string[], keys: readonly string[]): void {
  let place = -1;
  for (const key of keys) {
    const found = columns.indexOf(key);
    if (found === -1) columns.splice(++place, 0, key);
    else place = Math.max(place, found);
  }
}

/**
 * Returns the testids without step numbers, such as `capture-logs` for `capture-logs(12)`; each is unique in the job.
 */
function columnKeys(steps: readonly PageStep[]): readonly string[] {
  const seen = new Map<string, number>();
  return steps.map(({ testid }) => {
    const key = testid.replace(/\(\d+\)$/, '');
    const count = (seen.get(key) ?? 0) + 1;
    seen.set(key, count);
    return count === 1 ? key : `${key} (${count})`;
  });
}
