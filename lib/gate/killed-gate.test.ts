import test, { type ExecutionContext } from 'ava';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { GatePhase } from '../../typings/gate.ts';
import { listFlights } from '../record/flights/list-flights.ts';
import { withLabServer } from '../fault-injection/coordination/lab-server.ts';
import { holdPhase } from '../fault-injection/gate/hold-phase.ts';
import { startGate } from '../fault-injection/gate/start-gate.ts';
import { startGateLab, type GateLab } from '../fault-injection/gate/start-gate-lab.ts';
import { watchPushes } from '../fault-injection/gate/watch-pushes.ts';
import { isolate } from '../testing/machine/isolate.ts';
import { networkProblem } from '../fault-injection/network/run-net-lab.ts';
import { scratchFolder } from '../testing/machine/scratch-folder.ts';
import { listGateRuns } from './run-store.ts';

/** All was done once, however often it was begun. */
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
  t.is(ids.size, 1, 'a mail that is sent twice is the same');
}

const PHASES: readonly GatePhase[] = ['making', 'running', 'judging', 'retesting', 'pushing', 'reporting', 'over'];

/** A failure that passes when it is run once more: so that a run comes through each phase. */
const commitIntermittent = (gate: GateLab): Promise<string> =>
  gate.commit(`test-a guest_start_ends=fail-first\ntest-a first_failure=${join(gate.folder, 'failed')}\n`);

for (const phase of PHASES) {
  test.serial(`a gate that is killed when it was about to note the phase ${phase} is gone on with`, async (t) => {
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
    t.like(await gate.run(), { kind: 'over' });
    await assertDoneOnce(t, gate, revision, await pushes());
    if (phase !== 'making') t.regex(gate.progress[0] ?? '', /run 1 is gone on with/);
  });

  test.serial(
    `a gate whose PostgreSQL is killed when it was about to note the phase ${phase} is gone on with`,
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
        t.is(first.output.stdout, '', 'it has told no outcome');
        t.regex(first.output.stderr, /DatabaseLostError|DatabaseUnreachableError/);
        const next = startGate(gate);
        await next.ended;
        t.is(next.output.stdout.trim(), 'over', next.output.stderr);
        await assertDoneOnce(t, gate, revision, await pushes());
      });
    },
  );
}

test.serial('of two gates at once, on two machines, one does all and the other leaves it alone', async (t) => {
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
