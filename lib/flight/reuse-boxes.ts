import type { HostImaging } from '../../typings/host.ts';
import { describeError } from '../errors/osstest-error.ts';
import { sha256Json } from '../util/digest.ts';
import type { JobRun } from './job-actions.ts';
import { formatDuration } from '../util/units.ts';

/** Reuse of installed boxes: what the lines of each host make of a bare box is made once and thawed from then on. */
export interface Reuse {
  /** Whether the boxes are in the state behind this line already; tries to thaw them when it is asked first. */
  isBehind(index: number): Promise<boolean>;
  /** Freezes the boxes when this was the last line that prepares them. */
  lineDone(index: number): Promise<void>;
  /** For the record of a line that is left out. */
  reason(): string;
}

/**
 * Boxes are reused when all of them can be frozen, under a digest of everything that makes them what they are: the
 * image, the tests that prepare them with their versions, and the runvars that those read.
 */
export function createReuse(run: JobRun): Reuse {
  const { recipe, environment, recorder } = run;
  const last = recipe.eachHost.findLastIndex((step) => step.test.provides.host !== undefined);
  const preparing = recipe.eachHost.slice(0, last + 1);
  let thawed: Promise<Date | null> | null = null;
  let frozenAt: Date | null = null;

  const imagings = (): readonly (readonly [string, HostImaging])[] | null => {
    const boxes = recipe.hosts.map((ident) => [ident, environment.hosts.bare(ident).host.imaging] as const);
    return boxes.every((box): box is readonly [string, HostImaging] => box[1] !== null) ? boxes : null;
  };
  const keyOf = async (imaging: HostImaging): Promise<string> => {
    const steps = preparing.map(({ test, args }) => ({ name: test.name, version: test.version, args }));
    const names = [...new Set(preparing.flatMap(({ test }) => test.reads))].sort();
    const runvars = names.map((name) => [name, environment.runvars.get(name)]);
    return sha256Json({ image: await imaging.imageDigest('debian'), steps, runvars });
  };
  const tryThaw = async (): Promise<Date | null> => {
    const boxes = run.fresh || recipe.kind === 'build' || preparing.length === 0 ? null : imagings();
    if (boxes === null) return null;
    const results: (Date | null)[] = [];
    for (const [ident, imaging] of boxes) {
      const state = await imaging.thaw(await keyOf(imaging), { signal: environment.signal });
      if (state === null) return null;
      environment.hosts.forget(ident);
      recorder.emitter.progress(`${ident}: reuse of an installed box, frozen ${state.frozenAt.toISOString()}`);
      results.push(state.frozenAt);
    }
    return results[0] ?? null;
  };
  const freeze = async (ident: string, imaging: HostImaging): Promise<void> => {
    const beganAt = environment.clock.now();
    try {
      await imaging.freeze(await keyOf(imaging), { signal: environment.signal });
      recorder.emitter.progress(
        `${ident}: frozen for later jobs in ${formatDuration(environment.clock.now() - beganAt)}`,
      );
    } catch (error) {
      recorder.emitter.progress(`${ident}: not frozen for later jobs: ${describeError(error)}`); // the steps that follow tell whether it lives
    }
  };
  return {
    isBehind: async (index) => {
      if (index > last) return false;
      thawed ??= tryThaw().catch((error: unknown) => {
        environment.signal.throwIfAborted();
        recorder.emitter.progress(`no reuse of an installed box: ${describeError(error)}`);
        return null;
      });
      frozenAt = await thawed;
      return frozenAt !== null;
    },
    lineDone: async (index) => {
      const boxes = index === last && recipe.kind !== 'build' ? imagings() : null;
      for (const [ident, imaging] of boxes ?? []) await freeze(ident, imaging);
    },
    reason: () => `reuse of an installed box, frozen ${frozenAt?.toISOString() ?? '(unknown)'}`,
  };
}
