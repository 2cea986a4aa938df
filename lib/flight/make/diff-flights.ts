import type { PlannedJob } from '../../../typings/flight-plan.ts';
import { groupBy } from '../../util/order.ts';

/** A runvar, or the recipe, that differs in the same way in some jobs. null: it is not there. */
export interface DifferentValue {
  /** Name of the runvar; `recipe` is the recipe. */
  readonly name: string;
  readonly before: string | null;
  readonly after: string | null;
  readonly jobs: readonly string[];
}

export interface FlightDifference {
  /** Jobs that only the second has. */
  readonly added: readonly string[];
  /** Jobs that only the first has. */
  readonly removed: readonly string[];
  /** Of the jobs that both have. */
  readonly values: readonly DifferentValue[];
}

/** In what two flights differ, the same difference of several jobs told once. */
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

/** A difference for people; an empty text: there is none. */
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

/** Words in lines of at most 100 characters. */
function wrap(words: readonly string[]): readonly string[] {
  const lines: string[] = [];
  for (const word of words) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + word.length < 100) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}
