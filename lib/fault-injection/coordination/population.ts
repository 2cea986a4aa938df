import type { Random } from '../../util/random.ts';
import type { HarnessOrders, HarnessReport, TakenOut } from './harness-orders.ts';
import type { LabProcess, Programs } from './lab-process.ts';

/** What is known of a harness. */
interface Harness {
  readonly process: LabProcess;
  state: HarnessReport['kind'] | 'starting';
  /** SIGSTOPped at the moment. */
  isStopped: boolean;
}

/** The harnesses of a crash lab: always the same number of them; a killed one is followed by a new one. */
export interface Population {
  readonly harnesses: readonly Harness[];
  readonly figures: { bookings: number; lost: number; readonly waitsMs: number[] };
  /** What must not happen, in words. */
  readonly failures: readonly string[];
  /** Starts a new one in the place of one that was killed. */
  replace(harness: Harness): void;
}

/** Half of them live with the owner daemon, half with the database; most wait in the queue, a fifth takes what is free. */
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
    // those without the queue get into each other's way: many at once
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
