import test from 'ava';
import { chmod, mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { runGit } from '../../git/run-git.ts';
import { listFlights } from '../../record/flights/list-flights.ts';
import { recordingHarness } from '../../fault-injection/gate/recording-harness.ts';
import { startGateLab, type GateLab } from '../../fault-injection/gate/start-gate-lab.ts';
import { scratchFolder } from '../../testing/machine/scratch-folder.ts';
import type { GateHarness } from '../gate-context.ts';
import { listGateRuns } from '../store/run-store.ts';

const lastState = async ({ db }: GateLab) => (await listGateRuns(db, { limit: 1 }))[0]?.state;
const flights = async ({ db }: GateLab): Promise<number> => (await listFlights(db)).length;

/** Calls a function while the flight runs. */
const whileFlightRuns = (what: () => Promise<unknown>): GateHarness => ({
  ...recordingHarness,
  runFlight: async (context, flight, blessing) => {
    await what();
    return recordingHarness.runFlight(context, flight, blessing);
  },
});

test.serial('a missing repository ends the run with one line, and the next run continues', async (t) => {
  await using gate = await startGateLab();
  const revision = await gate.commit();
  await rename(gate.xen.url, `${gate.xen.url}.away`);
  const error = await t.throwsAsync(gate.run(), { code: 'REMOTE_FAILED' });
  t.regex(error?.message ?? '', /^\S+xen\.git: ls-remote failed: [^\n]*$/);
  t.like(await lastState(gate), { problems: [error?.message] });
  await rename(`${gate.xen.url}.away`, gate.xen.url);
  await rm(join(gate.config.paths.cacheDir, 'git'), { recursive: true });
  await gate.run();
  t.is(await gate.published(), revision);
});

test.serial('a push that the remote rejects is repeated without a flight, and reported once', async (t) => {
  await using gate = await startGateLab();
  const old = await gate.published();
  const revision = await gate.commit();
  const hook = join(gate.xen.url, 'hooks', 'pre-receive');
  await writeFile(hook, '#!/bin/sh\necho no pushes on Fridays >&2\nexit 1\n');
  await chmod(hook, 0o755);
  t.like(await gate.run(), { kind: 'over', run: { state: { verdict: 'perfect', push: { kind: 'refused' } } } });
  t.regex((await lastState(gate))?.push?.output ?? '', /no pushes on Fridays/);
  t.regex(gate.mails()[0] ?? '', /^Subject: \[gate-test test\] 2: all pass - PUSH REFUSED$/m);
  await gate.run();
  t.is(gate.mails().length, 1, 'the same problem is not reported again');
  t.is(await gate.published(), old);
  await rm(hook);
  await gate.run();
  t.is(await gate.published(), revision);
  t.is(await flights(gate), 2);
  t.regex(gate.mails()[1] ?? '', /^Subject: \[gate-test test\] 2: all pass - PUSHED$/m);
});

test.serial('a published branch that a person moves while the flight runs stays at its new revision', async (t) => {
  await using gate = await startGateLab();
  await gate.commit();
  let theirs = '';
  const harness = whileFlightRuns(async () => (theirs = await gate.xen.commit('master', { other: 'work' })));
  t.like(await gate.run({ harness }), { kind: 'over', run: { state: { push: { kind: 'refused' } } } });
  t.is(await gate.published(), theirs);
  t.regex((await lastState(gate))?.push?.why ?? '', /push of .* failed: .*stale info/);
  t.like(await gate.run(), { kind: 'over', run: { state: { mode: 'baseline test' } } });
  const after = await gate.run();
  t.regex(after.kind === 'nothing' ? after.why : after.kind, /does not follow from the published revision/);
});

test.serial('rewritten history is reported and never pushed', async (t) => {
  await using gate = await startGateLab();
  const old = (await gate.published()) ?? '';
  const next = await gate.commit();
  await gate.run();
  t.is(await gate.published(), next);
  await gate.xen.commit('staging', { other: 'history' }, { onto: old });
  const after = await gate.run();
  t.regex(after.kind === 'nothing' ? after.why : after.kind, /the history of staging was rewritten/);
  t.is(await gate.published(), next);
});

test.serial('when history is rewritten while the flight runs, the tested revision is pushed', async (t) => {
  await using gate = await startGateLab();
  const old = (await gate.published()) ?? '';
  const tested = await gate.commit();
  await gate.run({ harness: whileFlightRuns(() => gate.xen.commit('staging', { other: 'history' }, { onto: old })) });
  t.is(await gate.published(), tested);
});

test.serial(
  'a revision outside of the branch is refused; a revision in it is tested in place of the newest',
  async (t) => {
    await using gate = await startGateLab();
    const middle = await gate.commit();
    await gate.commit('test-a guest_start_ends=fail\n');
    const elsewhere = await gate.xen.commit('elsewhere', { other: 'branch' });
    for (const revision of ['abc123', elsewhere, '--all']) {
      await t.throwsAsync(gate.run({ revision }), { code: 'REVISION_UNKNOWN' });
    }
    await gate.run({ revision: middle.slice(0, 12) });
    t.is(await gate.published(), middle);
  },
);

test.serial('the missing branch of another tree is reported', async (t) => {
  await using gate = await startGateLab();
  await gate.commit();
  await gate.linux.git('update-ref', '-d', 'refs/heads/tested');
  await t.throwsAsync(gate.run(), { code: 'REMOTE_FAILED', message: /linux\.git: has no branch tested/ });
});

test.serial('a clone that a killed fetch left locked is created again', async (t) => {
  await using gate = await startGateLab();
  const revision = await gate.commit();
  await gate.run();
  const clone = join(gate.config.paths.cacheDir, 'git', 'gate-test.git');
  t.true(existsSync(clone));
  const next = await gate.commit('test-a step_ms=1\n');
  t.not(next, revision);
  const ref = await runGit(clone, ['for-each-ref', '--format=%(refname)'], { subject: 'refs', limitMs: 60_000 });
  await mkdir(join(clone, ref.split('\n')[0]!, '..'), { recursive: true });
  for (const name of ref.split('\n')) await writeFile(join(clone, `${name}.lock`), '');
  await gate.run();
  t.is(await gate.published(), next);
});

test.serial('a refusing mail server and an unwritable disk are reported and stop nothing else', async (t) => {
  await using gate = await startGateLab({ branch: { mailTo: ['nobody@example.org'] } });
  const revision = await gate.commit();
  const file = join(gate.folder, 'a file');
  await writeFile(file, '');
  const paths = { ...gate.config.paths, stashDir: join(file, 'stash') };
  await gate.run({ config: { ...gate.config, paths, gate: { ...gate.config.gate, pagesDir: join(file, 'pages') } } });
  t.is(await gate.published(), revision);
  const problems = (await lastState(gate))?.problems ?? [];
  t.is(problems.length, 3);
  t.regex(problems.join('\n'), /^files of the report: .*ENOTDIR.*\npage of the flight: .*\nmail: .*no such user/);
  t.regex(gate.progress.at(-1) ?? '', /page of the branches: .*ENOTDIR/);
});

test.serial('a gate whose task was ended stops; the next gate continues', async (t) => {
  await using gate = await startGateLab();
  const old = await gate.published();
  const revision = await gate.commit();
  const harness = whileFlightRuns(() => gate.db.none("update tasks set live = false where type = 'session'"));
  await t.throwsAsync(gate.run({ harness }), { code: 'GATE_RUN_LOST' });
  t.is(await gate.published(), old);
  await gate.run();
  t.is(await gate.published(), revision);
  t.is(await flights(gate), 2);
});

test.serial('a clock that jumps changes only dates', async (t) => {
  await using gate = await startGateLab();
  const revision = await gate.commit();
  let at = 2_000_000_000_000;
  const clock = { now: () => (at -= 86_400_000), sleep: () => Promise.resolve() };
  await gate.run({ clock });
  t.is(await gate.published(), revision);
});

test('runGit ends a git process that exceeds its limit', async (t) => {
  await using folder = await scratchFolder('git');
  const words = ['hash-object', '--stdin']; // waits for input that never comes
  await t.throwsAsync(runGit(folder.path, words, { subject: 'git', limitMs: 200 }), { code: 'TIMED_OUT' });
});
