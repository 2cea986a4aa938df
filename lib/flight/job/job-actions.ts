import type { FinalStepStatus } from '../../../typings/status.ts';
import { describeError } from '../../errors/osstest-error.ts';
import { joinHosts } from '../../host/join-hosts.ts';
import { readJob } from '../../record/flights/read-records.ts';
import type { StepRecorder } from '../../record/recorder/step-recorder.ts';
import { blameOf, statusOfError } from '../../record/statuses.ts';
import { neededBuilds } from '../../build/needed-builds.ts';
import { checkDependencies } from './check-dependencies.ts';
import type { JobActions } from './job-sequence.ts';
import type { PlannedStep } from '../define/plan-step.ts';
import { allocateHosts } from './allocate-hosts.ts';
import type { JobRun } from './job-run.ts';
import { createReuse } from './reuse-hosts.ts';
import { reuseBuild } from './reuse-builds.ts';
import { operatorReason } from './operator-reason.ts';
import { runStepTest } from './run-step.ts';
import { buildTestid } from '../define/testid.ts';

/** Returns the actions of a job sequence: they record steps, book hosts and run tests. */
export function createJobActions(run: JobRun): JobActions {
  const { recorder, environment } = run;
  const reuse = createReuse(run);
  return {
    setStatus: async (status) => {
      await recorder.setStatus(status);
    },
    runSteps: async (steps) => {
      const started: (readonly [PlannedStep, StepRecorder])[] = [];
      for (const step of steps) started.push([step, await startStep(run, step)]);
      return Promise.all(started.map(([step, record]) => runRecorded(run, step, record)));
    },
    skipLine: (index) => reuse.isBehind(index),
    recordSkipped: async (steps, reason = reuse.reason()) => {
      for (const step of steps) await (await startStep(run, step)).finish('skip', reason);
    },
    reuseBuild: () => reuseBuild(run),
    lineDone: (index) => reuse.lineDone(index),
    stopped: () => {
      const { aborted, reason } = environment.signal;
      if (!aborted) return null;
      return blameOf(operatorReason(reason)) === 'operator' ? 'aborted' : 'broken';
    },
  };
}

function startStep(run: JobRun, planned: PlannedStep): Promise<StepRecorder> {
  const { script, countedWords: words } = planned;
  const [ident] = planned.hosts;
  const host = planned.action === 'test' && ident !== undefined ? run.environment.runvars.get(ident) : null;
  return run.recorder.startStep({
    script,
    testid: (stepno) => buildTestid(planned.testid, { script, words, stepno }),
    ...(host === null ? {} : { host: host }),
  });
}

async function runRecorded(run: JobRun, planned: PlannedStep, record: StepRecorder): Promise<FinalStepStatus> {
  try {
    await runAction(run, planned, record);
    await record.finish('pass');
    return 'pass';
  } catch (caught) {
    const { signal } = run.environment;
    const error = signal.aborted ? operatorReason(signal.reason) : caught;
    const status = statusOfError(error, planned.iffail);
    const isHarmless = planned.step?.harmless === true;
    if (!isHarmless) run.failures.push(`${record.testid}: ${describeError(error)}`);
    await record.finish(status, describeError(error), error);
    if (!isHarmless && run.failures.length === 1 && !signal.aborted) await reportFailure(run, record.testid, error);
    return status;
  }
}

async function reportFailure(run: JobRun, testid: string, error: unknown): Promise<void> {
  const { flight, job, hosts } = run.environment;
  const opened = hosts.all().map(({ host }) => host);
  await run.onFailure?.({ flight, job, testid, reason: describeError(error), hosts: opened });
}

async function runAction(run: JobRun, planned: PlannedStep, { testid, emitter }: StepRecorder): Promise<void> {
  const { environment, db } = run;
  if (planned.action === 'build-check') {
    const builds = neededBuilds(environment.runvars.all(), environment.flight);
    await checkDependencies(run.recipe, builds, async (build) => (await readJob(db, build))?.status ?? null);
    await environment.builds();
  } else if (planned.action === 'hosts-allocate') {
    await allocateHosts(run, emitter);
  } else if (planned.step !== null) {
    if (run.recipe.steps.includes(planned.step)) await joinOnce(run);
    // The leak check and the log capture must not find the followers of the guests' consoles at work.
    if (run.recipe.eachHostFinally.includes(planned.step)) await environment.consoles.end();
    await runStepTest(environment, { step: planned.step, testid, idents: planned.hosts }, emitter);
  }
}

/** Joins the hosts of a job to one network, once, if there are several. */
async function joinOnce(run: JobRun): Promise<void> {
  const { environment, cleanup } = run;
  const hosts = environment.hosts.all().map(({ host }) => host);
  if (hosts.length < 2) return;
  run.joining ??= joinHosts(hosts, { signal: environment.signal }).then((lan) => void cleanup.use('network', lan));
  await run.joining;
}
