import test, { type ExecutionContext } from 'ava';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { GatePhase } from '../../../typings/gate.ts';
import { listFlights } from '../../record/flights/list-flights.ts';
import { withLabServer } from '../../fault-injection/coordination/lab-server.ts';
import { holdPhase } from '../../fault-injection/gate/hold-phase.ts';
import { startGate } from '../../fault-injection/gate/start-gate.ts';
import { startGateLab, type GateLab } from '../../fault-injection/gate/start-gate-lab.ts';
import { watchPushes } from '../../fault-injection/gate/watch-pushes.ts';
import { isolate } from '../../testing/machine/isolate.ts';
import { networkProblem } from '../../fault-injection/network/run-net-lab.ts';
import { scratchFolder } from '../../testing/machine/scratch-folder.ts';
import { listGateRuns } from '../store/run-store.ts';
import { pollUntil } from '../../util/poll.ts';
import { minutes } from '../../util/units.ts';
import type { GateOutcome } from './run-gate.ts';

/** Asserts that everything was done once, however often it was started. */
async function assertDoneOnce(t: ExecutionContext, gate: GateLab, revision: string, pushes: readonly string[]) {
  const { db } = gate;
  t.is(await gate.published(), revision);
  t.is(pushes.length, 1, pushes.join('\n'));
  const flights = await listFlights(db);
  t.deepEqual(
    flights.map(({ blessing }) => blessing),
    ['real-retest', 'real', 'real'],
  );
  const runs = await listGateRuns(db);
  t.is(runs.length, 1);
  t.like(runs[0], {
    phase: 'over',
    state: { flight: flights[1]?.flight, retests: [flights[0]?.flight], push: { kind: 'pushed' } },
  });
  const ids = new Set(gate.mails().map((mail) => /^Message-ID: (.*)$/m.exec(mail)?.[1]));
  t.is(ids.size, 1, 'two mails about the same run are equal');
}

const PHASES: readonly GatePhase[] = ['making', 'running', 'judging', 'retesting', 'pushing', 'reporting', 'over'];

/** A failure that passes when it is tested again, so that a run reaches each phase. */
const commitIntermittent = (gate: GateLab): Promise<string> =>
  gate.commit(`test-a guest_start_ends=fail-first\ntest-a first_failure=${join(gate.folder, 'failed')}\n`);

/** Runs the gate until the database has noticed the end of the killed one, which takes a moment on a busy machine. */
const runWhenFree = (gate: GateLab): Promise<GateOutcome> =>
  pollUntil(
    async () => {
      const outcome = await gate.run();
      return outcome.kind === 'busy' ? { waiting: 'the killed gate still has the run' } : { done: outcome };
    },
    { subject: 'the end of the killed gate', timeoutMs: minutes(1), intervalMs: 200 },
  );

for (const phase of PHASES) {
  test.serial(`a run is resumed whose gate was killed before it could record the phase ${phase}`, async (t) => {
    await using gate = await startGateLab();
    const pushes = await watchPushes(gate.xen);
    const revision = await commitIntermittent(gate);
    const hold = await holdPhase(gate.db, phase);
    const { child, ended } = startGate(gate);
    const backend = await hold.untilHeld();
    child.kill('SIGKILL');
    await ended;
    await gate.db.any('select pg_terminate_backend($1)', backend);
    await hold.end();
    t.like(await runWhenFree(gate), { kind: 'over' });
    await assertDoneOnce(t, gate, revision, await pushes());
    if (phase !== 'making') t.regex(gate.progress[0] ?? '', /run 1 is resumed/);
  });

  test.serial(
    `a run is completed once whose PostgreSQL was killed before it could record the phase ${phase}`,
    async (t) => {
      await using folder = await scratchFolder('gate-server');
      await withLabServer(folder.path, async (db, server) => {
        await using gate = await startGateLab({ db });
        const pushes = await watchPushes(gate.xen);
        const revision = await commitIntermittent(gate);
        const hold = await holdPhase(gate.db, phase);
        const first = startGate(gate);
        await hold.untilHeld();
        server.kill();
        await server.revive();
        await hold.end();
        await first.ended;
        const outcome = first.output.stdout.trim();
        if (outcome === '') {
          t.regex(first.output.stderr, /DatabaseLostError|DatabaseUnreachableError/);
          const next = startGate(gate);
          await next.ended;
          t.is(next.output.stdout.trim(), 'over', next.output.stderr);
        } else {
          // A phase whose record can be written twice survives the restart of the server.
          t.is(outcome, 'over', first.output.stderr);
        }
        await assertDoneOnce(t, gate, revision, await pushes());
      });
    },
  );
}

test.serial('of two concurrent gates, on two machines, one does everything and the other exits', async (t) => {
  const problem = await networkProblem();
  await using gate = await startGateLab();
  const pushes = await watchPushes(gate.xen);
  const revision = await gate.commit();
  const hold = await holdPhase(gate.db, 'running');
  const enter = problem === null ? isolate('--net') : [];
  if (problem !== null) t.log(`one network for both: ${problem}`);
  const other = join(gate.folder, 'other.yaml');
  const settings = JSON.parse(await readFile(gate.configFile, 'utf8')) as { paths: object };
  await writeFile(
    other,
    JSON.stringify({ ...settings, paths: { ...settings.paths, cacheDir: join(gate.folder, 'c2') } }),
  );
  const both = [startGate(gate, enter), startGate({ ...gate, configFile: other }, enter)];
  await hold.untilHeld();
  await Promise.race(both.map(({ ended }) => ended));
  await hold.end();
  await Promise.all(both.map(({ ended }) => ended));
  t.deepEqual(both.map(({ output }) => output.stdout.trim()).sort(), ['busy', 'over'], both[0]!.output.stderr);
  t.is(await gate.published(), revision);
  t.is((await pushes()).length, 1);
  t.is((await listFlights(gate.db)).length, 2);
});
