import type { PlannedJob } from '../../../typings/flight-plan.ts';
import { groupBy } from '../../util/order.ts';

/** A runvar, or the recipe, that differs in the same way in some jobs. null: not set. */
export interface DifferentValue {
  /** Name of the runvar, or `recipe`. */
  readonly name: string;
  readonly before: string | null;
  readonly after: string | null;
  readonly jobs: readonly string[];
}

export interface FlightDifference {
  /** Jobs that only the second flight has. */
  readonly added: readonly string[];
  /** Jobs that only the first flight has. */
  readonly removed: readonly string[];
  /** Differences of the jobs that both flights have. */
  readonly values: readonly DifferentValue[];
}

/** Returns the difference of two flights; a difference that several jobs share appears once. */
export function diffFlights(first: readonly PlannedJob[], second: readonly PlannedJob[]): FlightDifference {
  const before = new Map(first.map((job) => [job.job, job]));
  const after = new Map(second.map((job) => [job.job, job]));
  const both = first.flatMap((job) => {
    const other = after.get(job.job);
    return other === undefined ? [] : diffJob(job, other);
  });
  const same = groupBy(both, ({ name, before: from, after: to }) => JSON.stringify([name, from, to]));
  return {
    added: [...after.keys()].filter((job) => !before.has(job)),
    removed: [...before.keys()].filter((job) => !after.has(job)),
    values: [...same.values()].map((each) => ({ ...each[0]!, jobs: each.flatMap(({ jobs }) => jobs) })),
  };
}

function diffJob(first: PlannedJob, second: PlannedJob): readonly DifferentValue[] {
  const names = [...new Set([...Object.keys(first.runvars), ...Object.keys(second.runvars)])].sort();
  const recipe = { name: 'recipe', before: first.recipe, after: second.recipe };
  return [
    recipe,
    ...names.map((name) => ({ name, before: first.runvars[name] ?? null, after: second.runvars[name] ?? null })),
  ]
    .filter(({ before, after }) => before !== after)
    .map((value) => ({ ...value, jobs: [first.job] }));
}

/** Formats a difference for people; empty if there is none. */
export function formatDifference({ added, removed, values }: FlightDifference): string {
  const text = (value: string | null): string => (value === null ? '(not set)' : value === '' ? '(empty)' : value);
  return [
    ...removed.map((job) => `- ${job}`),
    ...added.map((job) => `+ ${job}`),
    ...values.flatMap(({ name, before, after, jobs }) => [
      `${name}: ${text(before)} -> ${text(after)}`,
      ...wrap(jobs).map((line) => `    ${line}`),
    ]),
  ].join('\n');
}

/** Joins words to lines of at most 100 characters. */
function wrap(words: readonly string[]): readonly string[] {
  const lines: string[] = [];
  for (const word of words) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + word.length < 100) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}
