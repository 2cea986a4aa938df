import type { GateRun } from '../../../typings/gate.ts';
import type { FlightInputs } from '../../../typings/flight-plan.ts';
import { serializable } from '../../db/serializable.ts';
import { cloneFlight } from '../../flight/make/clone-flight.ts';
import { loadFlight } from '../../flight/make/load-flight.ts';
import { makeFlight } from '../../flight/make/make-flight.ts';
import { runFlight } from '../../flight/runner/run-flight.ts';
import { blessWhenOver } from '../../record/flights/bless-flight.ts';
import { readFlight } from '../../record/flights/read-records.ts';
import type { GateContext, GateHarness } from '../gate-context.ts';
import { advanceRun } from '../store/run-store.ts';

/** Returns the revisions and sources of the trees of a run's flight. */
const flightInputs = (
  { branch }: GateContext,
  { state }: GateRun,
): Required<Pick<FlightInputs, 'revisions' | 'trees'>> => ({
  revisions: state.versions,
  trees: Object.fromEntries(
    Object.entries({ ...branch.uses, [branch.tree]: branch.source }).map(([tree, { url }]) => [tree, url]),
  ),
});

/**
 * This osstest as the harness. One transaction creates the flight and records its number in the run, so neither exists
 * without the other.
 */
export const ownHarness: GateHarness = {
  makeFlight: async (context, run) => {
    const { db, branch } = context;
    const source = await loadFlight(branch.flight);
    const options = { source, branch: branch.name, intended: branch.intended, hosts: branch.hosts };
    return serializable(db, async (tx) => {
      const { flight } = await makeFlight(tx, { ...options, inputs: flightInputs(context, run) });
      return advanceRun(tx, run, 'running', { flight });
    });
  },
  makeRetest: ({ db, branch }, run, jobs) =>
    serializable(db, async (tx) => {
      const options = { flight: run.state.flight ?? 0, jobs, keepBuilds: true, intended: branch.intended };
      const { flight } = await cloneFlight(tx, { ...options, hosts: branch.hosts });
      return advanceRun(tx, run, 'retesting', { retests: [...run.state.retests, flight] });
    }),
  runFlight: async ({ db, config, sinks, signal, clock }, flight, blessing) => {
    if (await isBlessed(db, flight)) return true;
    await runFlight(db, { flight, config, sinks, signal, clock });
    signal.throwIfAborted();
    await blessWhenOver(db, flight, blessing);
    return isBlessed(db, flight);
  },
  deploy: () => Promise.resolve(),
};

/** Returns whether a flight has its final blessing, and so is over. */
export async function isBlessed(db: GateContext['db'], flight: number): Promise<boolean> {
  const blessing = (await readFlight(db, flight))?.blessing;
  return blessing !== undefined && blessing !== 'constructing' && blessing !== 'running';
}
