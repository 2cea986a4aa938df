import type { Guest } from '../../../typings/guest.ts';
import type { RecipeStep } from '../../../typings/recipe.ts';
import type { RunvarStore, StashFolder, TestContext, TestNeeds } from '../../../typings/test.ts';
import type { Emitter } from '../../../typings/events.ts';
import type { GuestConsoles } from '../../guest/guest-consoles.ts';
import { openRecordedGuest } from '../../guest/guest-runvars.ts';
import { abortOnCrash } from '../../host/abort-on-crash.ts';
import type { Clock } from '../../util/clock.ts';
import type { JobHosts } from './job-hosts.ts';
import { rememberProgress } from './remember-progress.ts';
import { runBounded } from './run-bounded.ts';

/** State that the steps of one job share. */
export interface StepEnvironment {
  readonly flight: number;
  readonly job: string;
  readonly hosts: JobHosts;
  readonly consoles: GuestConsoles;
  readonly runvars: RunvarStore;
  readonly stash: StashFolder;
  readonly builds: TestContext['builds'];
  readonly cacheDir: string;
  /** Aborted when the operator stops the job. */
  readonly signal: AbortSignal;
  readonly clock: Clock;
}

/** A step to run, and its hosts. */
export interface StepTarget {
  readonly step: RecipeStep;
  readonly testid: string;
  /** Idents of the hosts. */
  readonly idents: readonly string[];
}

/**
 * Runs the test of a step once: opens its hosts and its guest in the needed states, watches the consoles, and enforces the
 * timeout.
 *
 * @throws the error of the test; after a timeout, crash or stop the reason of that.
 */
export async function runStepTest(environment: StepEnvironment, target: StepTarget, emitter: Emitter): Promise<void> {
  if (target.step.repeat !== null) return runRepeated(environment, target, emitter);
  const { test } = target.step;
  const { idents } = target;
  const remembered = rememberProgress(emitter);
  const hosts = idents.map((ident) => environment.hosts.bare(ident));
  for (const host of hosts) host.emitter.switchTo(remembered.emitter.child({ host: host.host.name }));
  try {
    await runBounded(
      async (controller) => {
        const endWatch = abortOnCrash(
          hosts.map((host) => host.host),
          controller,
        );
        const guest = await openGuestOf(environment, target);
        try {
          const context = await buildContext(environment, target, {
            guest,
            recorder: remembered.emitter,
            signal: controller.signal,
          });
          await test.run?.(context as never);
        } finally {
          endWatch();
          await guest?.[Symbol.asyncDispose]();
        }
      },
      {
        subject: target.testid,
        timeoutMs: test.timeoutMs,
        signal: environment.signal,
        lastProgress: remembered.last,
        clock: environment.clock,
      },
    );
  } finally {
    for (const host of hosts) host.emitter.switchTo(emitter);
    if (test.provides.host !== undefined) for (const ident of idents) environment.hosts.forget(ident);
  }
}

async function runRepeated(environment: StepEnvironment, target: StepTarget, emitter: Emitter): Promise<void> {
  const { repeat } = target.step;
  for (let round = 1; round <= (repeat?.times ?? 0); round++) {
    for (const step of repeat?.steps ?? []) {
      emitter.progress(`${step.test.name}: ${round} of ${repeat?.times}`);
      const idents = step.hosts.length > 0 ? step.hosts : target.idents;
      await runStepTest(environment, { step, testid: `${target.testid} ${step.test.name} ${round}`, idents }, emitter);
    }
  }
}

async function openGuestOf(environment: StepEnvironment, { step, idents }: StepTarget): Promise<Guest | null> {
  if (step.test.needs.guest === undefined) return null;
  const hosts = await Promise.all(idents.map((ident) => environment.hosts.in(ident, 'xen')));
  const guest = openRecordedGuest(hosts[0]!, step.guest, environment.runvars);
  for (const host of hosts) environment.consoles.follow(host, guest.name);
  return guest;
}

async function buildContext(
  environment: StepEnvironment,
  { step, idents }: StepTarget,
  own: { readonly guest: Guest | null; readonly recorder: Emitter; readonly signal: AbortSignal },
): Promise<TestContext> {
  const { needs, provides } = step.test as { needs: TestNeeds; provides: TestNeeds };
  const hosts = await Promise.all(idents.map((ident) => environment.hosts.in(ident, needs.host ?? 'bare')));
  const { flight, job, stash, builds, cacheDir } = environment;
  const runvars = provides.host === undefined ? environment.runvars : onlyDeclared(environment.runvars, step);
  const host = needs.host === undefined ? null : (hosts[0] ?? null);
  return {
    ...own,
    host,
    hosts,
    guestName: step.guest,
    args: step.args,
    flight,
    job,
    runvars,
    stash,
    builds,
    cacheDir,
  } as TestContext;
}

/**
 * Returns a runvar store that rejects names that the test does not declare. A test that prepares a host needs it: a frozen host
 * is reused by the values of the declared runvars.
 */
function onlyDeclared(runvars: RunvarStore, step: RecipeStep): RunvarStore {
  const check = (name: string): string => {
    if (step.test.reads.includes(name)) return name;
    throw new RangeError(
      `test ${step.test.name}: reads runvar "${name}", which is not in its "reads" (${step.test.reads.join(', ') || 'none'})`,
    );
  };
  return { ...runvars, get: (name) => runvars.get(check(name)), require: (name) => runvars.require(check(name)) };
}
