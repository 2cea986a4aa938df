import test, { type ExecutionContext } from 'ava';
import { once } from 'node:events';
import { chmod, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import type { GatePhase } from '../../typings/gate.ts';
import { connectDirectly } from '../db/direct-connection.ts';
import { listFlights } from '../record/list-flights.ts';
import { startGateLab, type GateLab } from '../testing/gate-lab/start-gate-lab.ts';
import { networkProblem } from '../testing/net-lab/run-net-lab.ts';
import { pollUntil } from '../util/poll.ts';
import { spawnTied } from '../util/subprocess.ts';
import { listGateRuns } from './run-store.ts';
import { minutes } from '../util/units.ts';

const GATE = fileURLToPath(new URL('../testing/gate-lab/gate-main.ts', import.meta.url));

/** A gate in a process of its own; `enter` comes before its command line. */
function startGate(
  { configFile, branchFile }: Pick<GateLab, 'configFile' | 'branchFile'>,
  enter: readonly string[] = [],
) {
  const words = [...enter, process.execPath, '--import=tsx', GATE, configFile, branchFile];
  const child = spawnTied(words, { stdio: ['ignore', 'pipe', 'pipe'] });
  const output = { stdout: '', stderr: '' };
  child.stdout!.setEncoding('utf8').on('data', (text: string) => (output.stdout += text));
  child.stderr!.setEncoding('utf8').on('data', (text: string) => (output.stderr += text));
  return { child, output, ended: once(child, 'close') };
}

/** Every move of the published branch is noted. */
async function watchPushes({ xen }: GateLab): Promise<() => Promise<readonly string[]>> {
  const noted = join(xen.url, 'pushes');
  const hook = join(xen.url, 'hooks', 'post-receive');
  await writeFile(hook, `#!/bin/sh\ncat >> '${noted}'\n`);
  await chmod(hook, 0o755);
  return async () => (await readFile(noted, 'utf8').catch(() => '')).split('\n').filter((line) => line !== '');
}

const LOCK = 4711;

/** From now on whoever writes that a run is in this phase waits, until the hold is ended. */
async function holdPhase(gate: GateLab, phase: GatePhase) {
  const { db } = gate;
  await db.none(
    'create function hold_phase() returns trigger language plpgsql as $$ begin ' +
      `if new.phase = '${phase}' and old.phase <> new.phase then perform pg_advisory_xact_lock(${LOCK}); end if; ` +
      'return new; end $$',
  );
  await db.none('create trigger hold_phase before update on gate_runs for each row execute function hold_phase()');
  const holder = await connectDirectly(db.parameters);
  await holder.queryable.any('select pg_advisory_lock($1)', LOCK);
  const waiting =
    "select pid from pg_locks where locktype = 'advisory' and objid = $1 and not granted " +
    'and database = (select oid from pg_database where datname = current_database())';
  return {
    untilHeld: () =>
      pollUntil(
        async () => {
          const [row] = await db.any<{ pid: number }>(waiting, LOCK);
          return row === undefined ? { waiting: 'nobody waits' } : { done: row.pid };
        },
        { subject: `the write of phase ${phase}`, timeoutMs: 100_000, intervalMs: 50 },
      ),
    end: async () => {
      await holder.end(); // first, since whoever waits has the table
      await db.none('drop trigger hold_phase on gate_runs');
    },
  };
}

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

for (const phase of PHASES) {
  test.serial(`a gate that is killed when it was about to note the phase ${phase} is gone on with`, async (t) => {
    await using gate = await startGateLab();
    const pushes = await watchPushes(gate);
    const faults = `test-a guest_start_ends=fail-first\ntest-a first_failure=${join(gate.folder, 'failed')}\n`;
    const revision = await gate.commit(faults);
    const hold = await holdPhase(gate, phase);
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
}

test.serial('of two gates at once, on two machines, one does all and the other leaves it alone', async (t) => {
  t.timeout(minutes(3));
  const problem = await networkProblem();
  await using gate = await startGateLab();
  const pushes = await watchPushes(gate);
  const revision = await gate.commit();
  const hold = await holdPhase(gate, 'running');
  const enter =
    problem === null ? ['unshare', ...(process.getuid?.() === 0 ? [] : ['--map-root-user']), '--net', '--'] : [];
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
