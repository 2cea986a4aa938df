import type { HostImaging, HostSystem } from '../../../typings/host.ts';
import type { RecipeStep } from '../../../typings/recipe.ts';
import { describeError } from '../../errors/osstest-error.ts';
import { sha256Json } from '../../util/digest.ts';
import { acquireProcessLock, type ProcessLock } from '../../util/process-lock.ts';
import { formatDuration } from '../../util/units.ts';
import type { JobRun } from './job-run.ts';

/** Reuse of installed hosts: the each-host steps install a host once, and later jobs thaw it. */
export interface Reuse {
  /** Returns whether the hosts are already in the state after this each-host step. The first call tries to thaw them. */
  isBehind(index: number): Promise<boolean>;
  /** Freezes the hosts after the last step that prepares them. */
  lineDone(index: number): Promise<void>;
  /** Returns the reason for the record of a skipped step. */
  reason(): string;
}

/** A job whose hosts may be frozen, and the steps that prepare them. */
interface Reusable {
  readonly run: JobRun;
  readonly preparing: readonly RecipeStep[];
}

/**
 * Returns the reuse of installed hosts for a job.
 *
 * Hosts are reused if all of them can be frozen. The key is a digest of their inputs: the image, the preparing tests with
 * their versions, and the runvars that these tests read. If several jobs on one machine need the same host, one installs it
 * and the others wait.
 */
export function createReuse(run: JobRun): Reuse {
  const { recipe, environment, recorder } = run;
  const last =
    recipe.kind === 'build' ? -1 : recipe.eachHost.findLastIndex((step) => step.test.provides.host !== undefined);
  const reusable: Reusable = { run, preparing: recipe.eachHost.slice(0, last + 1) };
  let thawing: Promise<Date | null> | null = null;
  let frozenAt: Date | null = null;
  let installation: ProcessLock | null = null;
  const endInstallation = async (): Promise<void> => {
    await installation?.[Symbol.asyncDispose]();
    installation = null;
  };
  const thawOrInstall = async (): Promise<Date | null> => {
    const present = await thawAll(reusable);
    if (present !== null || imagingOfAll(reusable) === null) return present;
    installation = await lockInstallation(reusable);
    run.cleanup.add('lock of the installation', endInstallation);
    const madeMeanwhile = await thawAll(reusable);
    if (madeMeanwhile !== null) await endInstallation();
    return madeMeanwhile;
  };
  return {
    isBehind: async (index) => {
      if (index > last || run.fresh) return false;
      thawing ??= thawOrInstall().catch((error: unknown) => {
        if (!environment.signal.aborted)
          recorder.emitter.progress(`no reuse of an installed host: ${describeError(error)}`);
        return null;
      });
      frozenAt = await thawing;
      return frozenAt !== null;
    },
    lineDone: async (index) => {
      if (index !== last) return;
      await freezeAll(reusable);
      await endInstallation();
    },
    reason: () => `reuse of an installed host, frozen ${frozenAt?.toISOString() ?? '(unknown)'}`,
  };
}

/** Returns the imaging of every host; null: a host cannot be frozen. */
function imagingOfAll({ run }: Reusable): readonly (readonly [string, HostImaging])[] | null {
  const { recipe, environment } = run;
  const hosts = recipe.hosts.map((ident) => [ident, environment.hosts.bare(ident).host.imaging] as const);
  return hosts.every((host): host is readonly [string, HostImaging] => host[1] !== null) ? hosts : null;
}

async function keyOf({ run, preparing }: Reusable, imaging: HostImaging): Promise<string> {
  const steps = preparing.map(({ test, args }) => ({ name: test.name, version: test.version, args }));
  const names = [...new Set(preparing.flatMap(({ test }) => test.reads))].sort();
  const runvars = names.map((name) => [name, run.environment.runvars.get(name)]);
  return sha256Json({ image: await imaging.imageDigest(systemOf(run, imaging)), steps, runvars });
}

/** The system that a host of the job gets. */
function systemOf({ environment }: JobRun, imaging: HostImaging): HostSystem {
  const wanted = environment.runvars.get('host_system');
  return wanted === 'disk' || wanted === 'ram' ? wanted : imaging.system;
}

/** Waits until no other job on this machine installs the same host. */
async function lockInstallation(reusable: Reusable): Promise<ProcessLock> {
  const { environment, recorder } = reusable.run;
  const [first] = imagingOfAll(reusable) ?? [];
  const key = first === undefined ? '' : await keyOf(reusable, first[1]);
  return acquireProcessLock(`installed host ${key} in ${environment.cacheDir}`, {
    signal: environment.signal,
    onWait: () => recorder.emitter.progress('another job installs the same host; waiting to reuse it'),
  });
}

/** Thaws every host. Returns when the oldest was frozen; null: a host has no frozen state. */
async function thawAll(reusable: Reusable): Promise<Date | null> {
  const { environment, recorder } = reusable.run;
  let oldest: Date | null = null;
  for (const [ident, imaging] of imagingOfAll(reusable) ?? []) {
    const state = await imaging.thaw(await keyOf(reusable, imaging), { signal: environment.signal });
    if (state === null) return null;
    environment.hosts.forget(ident);
    recorder.emitter.progress(`${ident}: reuse of an installed host, frozen ${state.frozenAt.toISOString()}`);
    if (oldest === null || state.frozenAt < oldest) oldest = state.frozenAt;
  }
  return oldest;
}

async function freezeAll(reusable: Reusable): Promise<void> {
  const { environment, recorder } = reusable.run;
  for (const [ident, imaging] of imagingOfAll(reusable) ?? []) {
    const startedAt = environment.clock.now();
    try {
      await imaging.freeze(await keyOf(reusable, imaging), { signal: environment.signal });
      recorder.emitter.progress(
        `${ident}: frozen for later jobs in ${formatDuration(environment.clock.now() - startedAt)}`,
      );
    } catch (error) {
      // The following steps detect a host that does not work.
      recorder.emitter.progress(`${ident}: not frozen for later jobs: ${describeError(error)}`);
    }
  }
}
