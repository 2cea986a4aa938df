import type { Lattice, Point } from '../lattice/point.ts';
import type { Costs } from '../model/choose-visit.ts';
import type { Conclusion } from '../model/conclusion.ts';
import { concludeEarly, decide, type RunningVisit } from '../model/decide.ts';
import type { Posterior } from '../model/posterior.ts';
import { recordOutcome, type Outcome } from '../model/record-outcome.ts';
import type { SearchSettings } from '../model/search-settings.ts';
import type { SearchState } from '../model/search-state.ts';

export interface SearchLoopOptions {
  readonly lattice: Lattice;
  readonly settings: SearchSettings;
  readonly costs: () => Costs;
  readonly jobs: number;
  readonly state: SearchState;
  /** Tests a point up to so often; reports each outcome. Rejects only where the whole search has to stop. */
  readonly visit: (visit: RunningVisit, onOutcome: (outcome: Outcome) => void, signal: AbortSignal) => Promise<void>;
  readonly onProgress: (state: SearchState, posterior: Posterior, running: number) => void;
  /** Why the search has to end now, if it has to. */
  readonly endNow: () => 'budget' | 'stopped' | null;
  /** Aborted when `endNow` may have changed. */
  readonly signal: AbortSignal;
}

/**
 * Searches until it can conclude, with several visits at the same time.
 *
 * @throws what `visit` throws.
 */
export async function searchLoop(options: SearchLoopOptions): Promise<{ conclusion: Conclusion; state: SearchState }> {
  const { lattice, settings, jobs, endNow, onProgress } = options;
  let { state } = options;
  const end = new AbortController();
  const signal = AbortSignal.any([end.signal, options.signal]);
  const running = new Map<Promise<void>, RunningVisit>();
  const start = (point: Point, repeats: number): void => {
    const onOutcome = (outcome: Outcome): void => {
      if (!signal.aborted) state = recordOutcome(state, { point, outcome }, { lattice, settings });
    };
    const visit = options.visit({ point, repeats }, onOutcome, signal);
    const done = visit.finally(() => running.delete(done));
    done.catch(() => undefined); // awaited below
    running.set(done, { point, repeats });
  };
  try {
    for (;;) {
      const why = endNow();
      if (why !== null) return { conclusion: concludeEarly(lattice, state, settings, why), state };
      const decision = decide(lattice, state, { settings, costs: options.costs(), running: [...running.values()] });
      state = decision.state;
      onProgress(state, decision.posterior, running.size);
      if (decision.kind === 'end') return { conclusion: decision.conclusion, state };
      if (decision.kind === 'visit') start(decision.visit.point, decision.visit.repeats);
      if (decision.kind === 'wait' || running.size >= jobs) await firstOf(running, options.signal);
    }
  } finally {
    end.abort(new Error('the search has ended'));
    await Promise.allSettled(running.keys());
  }
}

/** Waits for the end of a visit; a signal that ends the search ends the visits. */
async function firstOf(running: ReadonlyMap<Promise<void>, RunningVisit>, signal: AbortSignal): Promise<void> {
  try {
    await Promise.race(running.keys());
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}
