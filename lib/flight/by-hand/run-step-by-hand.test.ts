import test from 'ava';
import { fileURLToPath } from 'node:url';
import { ModuleError } from '../../errors/flight-errors.ts';
import { HostStateError } from '../../errors/host-errors.ts';
import { JobNotFoundError } from '../../errors/record-errors.ts';
import { createFlight } from '../../record/flights/create-flight.ts';
import { readJob } from '../../record/flights/read-records.ts';
import { readFlightRecord } from '../../record/flights/read-flight-record.ts';
import { oneHostLab, type OneHostLab } from '../../testing/hosts/one-host-lab.ts';
import { listHosts } from '../../coordination/host/host-row.ts';
import { RECIPE_MODULE } from '../load/recipe-module.ts';
import { runJob } from '../job/run-job.ts';
import { runStepByHand, type StepByHandOptions } from './run-step-by-hand.ts';

const OWN_RECIPE = fileURLToPath(new URL('../../testing/hosts/own-recipe.ts', import.meta.url));

const byHand = (lab: OneHostLab, options: Partial<StepByHandOptions> = {}) =>
  runStepByHand(lab.db, {
    of: { recipe: OWN_RECIPE },
    test: 'do-what',
    idents: [],
    config: lab.config,
    sinks: [],
    signal: new AbortController().signal,
    ...options,
  });

const stepsOf = async (lab: OneHostLab, { flight }: { readonly flight: number }): Promise<readonly string[]> => {
  const record = await readFlightRecord(lab.db, { flight, stashDir: lab.config.paths.stashDir });
  return record.jobs[0]!.steps.map(({ testid, status }) => `${testid}: ${status}`);
};

test('a step by hand runs on the only existing host, and the next one is added to its job', async (t) => {
  await using lab = await oneHostLab();
  const first = await byHand(lab);
  t.like(first, { statuses: ['pass'], status: 'pass', reason: null });
  const second = await byHand(lab, { runvars: { what: 'fail' } });
  t.like(second, { flight: first.flight, job: first.job, statuses: ['fail'], status: 'fail' });
  t.regex(second.reason ?? '', /it is wrong/);
  t.deepEqual(await stepsOf(lab, first), ['do-what(1): pass', 'do-what(2): fail']);
  t.is((await listHosts(lab.db))[0]!.owner, null, 'the host is free');
});

test('a step by hand of a job has its runvars, and does not change its record', async (t) => {
  await using lab = await oneHostLab();
  const runvars = { what: 'fail', [RECIPE_MODULE]: OWN_RECIPE };
  const flight = await createFlight(lab.db, {
    branch: 'b',
    intended: 'play',
    blessing: 'play',
    jobs: [{ job: 'j', recipe: 'own-recipe', runvars }],
  });
  const key = { flight, job: 'j' };
  await runJob(lab.db, { ...key, config: lab.config, sinks: [], signal: new AbortController().signal });
  const before = await stepsOf(lab, key);
  const outcome = await byHand(lab, { of: key });
  t.is(outcome.status, 'fail', 'the runvars are those of the job');
  t.not(outcome.flight, flight);
  t.deepEqual(await stepsOf(lab, key), before);
  t.is((await byHand(lab, { of: key, runvars: { what: 'pass' } })).status, 'pass');
});

test('a step by hand runs the given number of times, and its failure rate has an interval', async (t) => {
  await using lab = await oneHostLab();
  const outcome = await byHand(lab, { times: 5, runvars: { what: 'fail' } });
  t.like(outcome, { statuses: Array.from({ length: 5 }, () => 'fail'), status: 'fail' });
  t.like(outcome.rate, { tries: 5, failures: 5, rate: 1, high: 1 });
  t.true(outcome.rate.low > 0.5 && outcome.rate.low < 0.6);
});

test('a step by hand that cannot run is rejected before anything is recorded', async (t) => {
  await using lab = await oneHostLab();
  await t.throwsAsync(byHand(lab, { test: 'do-wat' }), { instanceOf: ModuleError, message: /did you mean "do-what"/ });
  await t.throwsAsync(byHand(lab, { of: { flight: 99, job: 'x' } }), { instanceOf: JobNotFoundError });
  t.is(await readJob(lab.db, { flight: 1, job: 'own-recipe' }), null);
  const nowhere = byHand(lab, { hosts: { host: 'host9' } });
  await t.throwsAsync(nowhere, {
    instanceOf: HostStateError,
    message: /host9: .*osstest\.yaml \(key hosts\) does not describe such a host/,
  });
});

test('onFailure receives the first failure of a job while its hosts are open', async (t) => {
  await using lab = await oneHostLab();
  const flight = await createFlight(lab.db, {
    branch: 'b',
    intended: 'play',
    blessing: 'play',
    jobs: [
      {
        job: 'j',
        recipe: 'own-recipe',
        runvars: { what: 'fail', all_hostflags: 'arch-amd64', [RECIPE_MODULE]: OWN_RECIPE },
      },
    ],
  });
  const reported: string[] = [];
  await runJob(lab.db, {
    flight,
    job: 'j',
    config: lab.config,
    sinks: [],
    signal: new AbortController().signal,
    onFailure: async ({ testid, reason, hosts }) => {
      reported.push(
        `${testid}: ${reason} on ${hosts.map(({ name }) => name).join()}: ${await hosts[0]!.text('echo alive')}`,
      );
    },
  });
  t.deepEqual(reported, ['do-what: it is wrong on host1: alive']);
});
