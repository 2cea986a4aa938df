import type { HistoryRows } from './history-rows.ts';
import type { Random } from '../../util/random.ts';

const STEP_STATUSES = ['fail', 'broken', 'blocked', 'running', 'starved', 'pass'] as const;
const JOB_STATUSES = ['fail', 'broken', 'blocked', 'running', 'queued', 'aborted', 'pass'] as const;

/** Returns a history with rows that contradict each other: statuses are changed and rows omitted, each with `probability`. */
export function damageHistory(rows: HistoryRows, random: Random, probability: number): HistoryRows {
  const kept = <T>(list: readonly T[]): T[] => list.filter(() => !random.chance(probability / 2));
  return {
    ...rows,
    jobs: rows.jobs.map((row) => (random.chance(probability) ? { ...row, status: random.pick(JOB_STATUSES) } : row)),
    steps: kept(rows.steps).map((row) =>
      random.chance(probability) ? { ...row, status: random.pick(STEP_STATUSES) } : row,
    ),
    runvars: kept(rows.runvars).map((row) =>
      row.name.startsWith('built_revision') && random.chance(probability)
        ? { ...row, val: `${random.below(9)}:${row.val}` }
        : row,
    ),
    harness: kept(rows.harness),
  };
}
