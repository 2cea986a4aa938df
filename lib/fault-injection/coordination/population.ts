import type { Random } from '../../util/random.ts';
import type { HarnessOrders, HarnessReport, TakenOut } from './harness-orders.ts';
import type { LabProcess, Programs } from './lab-process.ts';

/** A harness and its last known state. */
interface Harness {
  readonly process: LabProcess;
  state: HarnessReport['kind'] | 'starting';
  /** Whether a SIGSTOP has stopped it. */
  isStopped: boolean;
}

/** The harnesses of a crash lab. Their number is constant: a new one replaces each killed one. */
export interface Population {
  readonly harnesses: readonly Harness[];
  readonly figures: { bookings: number; lost: number; readonly waitsMs: number[] };
  /** Descriptions of violated rules. */
  readonly failures: readonly string[];
  /** Starts a new harness in the place of a killed one. */
  replace(harness: Harness): void;
}

/**
 * Starts the harnesses. The tasks of one half depend on the owner daemon, of the other on the database. Most harnesses wait
 * in the queue; a fifth allocates free hosts directly.
 */
export function startPopulation(
  count: number,
  programs: Programs,
  options: Pick<HarnessOrders, 'config' | 'switchSocket'> & {
    readonly takenOut: TakenOut | null;
    readonly random: Random;
  },
): Population {
  const { random, ...orders } = options;
  const harnesses: Harness[] = [];
  const failures: string[] = [];
  const figures: Population['figures'] = { bookings: 0, lost: 0, waitsMs: [] };
  let started = 0;
  const begin = (index: number): Harness => {
    const onReport = (report: HarnessReport): void => {
      harness.state = report.kind;
      if (report.kind === 'failed') failures.push(`${harness.process.name}: ${report.message}`);
      if (report.kind === 'lost') figures.lost++;
      if (report.kind !== 'got') return;
      figures.bookings++;
      figures.waitsMs.push(report.afterMs);
    };
    const name = `h${index}.${++started}`;
    const usesQueue = index % 5 < 4;
    // harnesses without the queue conflict with each other if there are many
    const kind = { usesOwnerDaemon: index % 2 === 0, usesQueue, parallel: usesQueue ? 1 : 3, touches: 12 };
    const process = programs.startHarness({ ...orders, ...kind, name, seed: random.below(1_000_000) }, onReport);
    const harness: Harness = { process, state: 'starting', isStopped: false };
    return harness;
  };
  for (let index = 0; index < count; index++) harnesses.push(begin(index));
  return {
    harnesses,
    figures,
    failures,
    replace: (harness) => {
      const index = harnesses.indexOf(harness);
      harnesses[index] = begin(index);
    },
  };
}
