import test from 'ava';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readAttempts } from '../../record/recorder/attempts.ts';
import { listFlights } from '../../record/flights/list-flights.ts';
import { readHarnesses } from '../../record/flights/read-records.ts';
import { startGateLab, type GateLab } from '../../fault-injection/gate/start-gate-lab.ts';
import { giveGateOrder } from '../store/orders.ts';
import { listGateRuns } from '../store/run-store.ts';
import { planGate } from './run-gate.ts';

const lastState = async ({ db }: GateLab) => (await listGateRuns(db, { limit: 1 }))[0]?.state;
const subjects = (gate: GateLab): readonly string[] =>
  gate.mails().map((mail) => /^Subject: (.*(?:\n .*)*)/m.exec(mail)?.[1]?.replaceAll(/\n */g, ' ') ?? '');
const flights = async ({ db }: GateLab): Promise<number> => (await listFlights(db)).length;
const signal = new AbortController().signal;

test.serial('a new commit becomes a flight on hosts, a push and a mail', async (t) => {
  await using gate = await startGateLab({ runsJobs: true });
  const revision = await gate.commit('', 'make it better\n\nTested-by: Tess Ter <tess@example.org>');
  const { db, config, branch } = gate;
  const plan = await planGate(db, { config, branch, signal });
  t.like(plan.decision, { kind: 'test', revision, mayPush: true });
  t.is(await flights(gate), 1, 'a dry run changes nothing');
  const outcome = await gate.run();
  t.like(outcome, { kind: 'over', run: { state: { verdict: 'perfect', push: { kind: 'pushed' } } } });
  t.is(await gate.published(), revision);
  t.deepEqual(await readAttempts(db, { flight: 2 }), []);
  t.is((await readHarnesses(db, 2)).length, 1);
  t.deepEqual(subjects(gate), ['[gate-test test] 2: all pass - PUSHED']);
  const [mail = ''] = gate.mails();
  t.regex(mail, /People who touched revisions under test:\n {2}Ann Author <ann@example\.org>\n {2}Tess Ter/);
  t.regex(mail, /\n\nPushing revision :\n\nTo \S+xen\.git\n/);
  t.regex(mail, new RegExp(`version targeted for testing:\n xen {18}${revision}`));
  const folder = join(config.paths.stashDir, '2');
  t.regex(await readFile(join(folder, 'report.html'), 'utf8'), /<title>Flight 2/);
  t.regex(await readFile(join(folder, 'mro'), 'utf8'), /^perfect$/m);
  t.like(await gate.run(), { kind: 'nothing', why: `up to date: ${revision} is published` });
  t.is(gate.mails().length, 1);
});

test.serial(
  'a regression is tested once more, not pushed, mailed with the log of revisions, and left for a bisection',
  async (t) => {
    await using gate = await startGateLab();
    const old = await gate.published();
    await gate.commit('', 'harmless');
    await gate.commit('test-a guest_start_ends=fail\n', 'break guests');
    t.like(await gate.run(), {
      kind: 'over',
      run: { state: { verdict: 'regressions', push: { kind: 'not-pushed' } } },
    });
    t.is(await gate.published(), old);
    const state = await lastState(gate);
    t.deepEqual(state?.regressions, [{ job: 'test-a', testid: 'guest-start', basis: 1 }]);
    t.deepEqual(state?.retests, [3]);
    t.deepEqual(
      (await listFlights(gate.db)).map(({ flight, blessing, jobs }) => [flight, blessing, jobs]),
      [
        [3, 'real-retest', { fail: 1 }],
        [2, 'real', { pass: 2, fail: 1 }],
        [1, 'real', { pass: 3 }],
      ],
    );
    t.deepEqual(subjects(gate), ['[gate-test test] 2: regressions - FAIL']);
    const [mail = ''] = gate.mails();
    t.regex(mail, /flight 2 gate-test real \[real\]\nflight 3 gate-test real-retest \[real\]\n/);
    t.regex(mail, / test-a +\d guest-start +fail +REGR\. vs\. 1\n/);
    t.regex(mail, /\n\nNot pushing\.\n\n-{60}\ncommit [0-9a-f]{40}\nAuthor: Ann/);
    t.regex(mail, / {4}break guests\n[^]* {4}harmless\n/);
  },
);

test.serial('a failure that is also in the baseline is tolerable, and the tested revision is pushed', async (t) => {
  await using gate = await startGateLab({ tested: false });
  const first = await gate.commit('test-b guest_stop_ends=fail\n');
  await gate.xen.set('master', first);
  t.like(await gate.run(), { kind: 'over', run: { state: { mode: 'baseline test', push: { kind: 'not-pushed' } } } });
  t.regex(subjects(gate)[0] ?? '', /^\[gate-test baseline test\] 1: tolerable FAIL$/);
  t.regex(gate.mails()[0] ?? '', /\n\nPublished tested tree is already up to date\.\n/);
  const revision = await gate.commit('test-b guest_stop_ends=fail\ntest-a step_ms=1\n');
  await gate.run();
  t.is(await gate.published(), revision);
  t.is(subjects(gate)[1], '[gate-test test] 2: tolerable FAIL - PUSHED');
});

test.serial(
  'a failure that passes when it is repeated is intermittent, and the tested revision is pushed',
  async (t) => {
    await using gate = await startGateLab();
    const faults = `test-a guest_start_ends=fail-first\ntest-a first_failure=${join(gate.folder, 'failed')}\n`;
    const revision = await gate.commit(faults);
    await gate.run();
    t.is(await gate.published(), revision);
    t.is(subjects(gate)[0], '[gate-test test] 2: tolerable FAIL - PUSHED');
    t.regex(
      gate.mails()[0] ?? '',
      /intermittently \(not blocking\):\n test-a +\d guest-start +fail +pass in 3-retest\n/,
    );
  },
);

test.serial('a failure that the branch allows does not block', async (t) => {
  await using gate = await startGateLab({ branch: { allow: ['test-@@ guest-start'], retests: 0 } });
  const revision = await gate.commit('test-a guest_start_ends=fail\n');
  await gate.run();
  t.is(await gate.published(), revision);
});

test.serial(
  'a failure of the lab is no regression: nothing is pushed, and nothing is left for a bisection',
  async (t) => {
    await using gate = await startGateLab({ branch: { retests: 0 } });
    const old = await gate.published();
    await gate.commit('test-a guest_start_ends=broken\ntest-b guest_start_ends=fail\n');
    t.like(await gate.run(), { kind: 'over', run: { state: { push: { kind: 'not-pushed' }, regressions: [] } } });
    t.is(await gate.published(), old);
  },
);

test.serial('a revision that did not build is never pushed, in spite of any order', async (t) => {
  await using gate = await startGateLab({ branch: { allow: ['build-@@'] } });
  const old = await gate.published();
  await gate.commit('build-amd64 make_output_ends=fail\n');
  await giveGateOrder(gate.db, { branch: 'gate-test', kind: 'force', revision: null, who: 'ann', reason: 'must' });
  await gate.run();
  t.is(await gate.published(), old);
  t.like((await lastState(gate))?.push, { kind: 'not-pushed', why: 'flight 2 built no xen' });
});

test.serial(
  'a combination gets a limited number of flights; a new commit of another tree makes a new combination',
  async (t) => {
    await using gate = await startGateLab({ branch: { attempts: 2, retests: 0 } });
    await gate.commit('test-a guest_start_ends=fail\n');
    await gate.run();
    await gate.run();
    t.like(await gate.run(), { kind: 'nothing' });
    t.is(await flights(gate), 3);
    await gate.linux.commit('tested', { driver: 'mended' });
    t.like(await gate.run(), { kind: 'over' });
    t.is(await flights(gate), 4);
    t.like(await gate.run({ again: true }), { kind: 'over' });
    await giveGateOrder(gate.db, { branch: null, kind: 'stop', revision: null, who: 'ann', reason: 'power' });
    t.like(await gate.run({ again: true }), { kind: 'nothing' });
  },
);

test.serial(
  'orders: a blocked revision waits, an unblocked one is pushed without a flight; a regression is pushed by force',
  async (t) => {
    await using gate = await startGateLab();
    const order = { branch: 'gate-test', revision: null, who: 'ann@lab', reason: 'release' };
    await giveGateOrder(gate.db, { ...order, kind: 'block' });
    const old = await gate.published();
    const revision = await gate.commit();
    await gate.run();
    t.is(await gate.published(), old);
    t.regex(gate.mails()[0] ?? '', /Not pushing\.\n\(blocked by ann@lab since .*: release\)/);
    t.like(await gate.run(), { kind: 'nothing' });
    await gate.db.none('delete from gate_orders');
    t.like(await gate.run(), { kind: 'over', run: { state: { push: { kind: 'pushed' } } } });
    t.is(await gate.published(), revision);
    t.is(await flights(gate), 2);
    const bad = await gate.commit('test-a guest_start_ends=fail\n');
    await gate.run();
    await giveGateOrder(gate.db, { ...order, kind: 'force', revision: bad });
    await gate.run();
    t.is(await gate.published(), bad);
  },
);
