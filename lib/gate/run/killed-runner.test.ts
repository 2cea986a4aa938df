import test, { type ExecutionContext } from 'ava';
import process from 'node:process';
import { readAttempts } from '../../record/recorder/attempts.ts';
import { listFlights } from '../../record/flights/list-flights.ts';
import { startLabProcess, type LabProcess } from '../../fault-injection/coordination/lab-process.ts';
import { withLabServer, type LabServer } from '../../fault-injection/coordination/lab-server.ts';
import { lookAtFlight } from '../../fault-injection/flight/look-at-flight.ts';
import { startGateLab } from '../../fault-injection/gate/start-gate-lab.ts';
import { watchPushes } from '../../fault-injection/gate/watch-pushes.ts';
import { osstestCommand } from '../../testing/machine/osstest-command.ts';
import { scratchFolder } from '../../testing/machine/scratch-folder.ts';
import { pollUntil } from '../../util/poll.ts';
import { minutes } from '../../util/units.ts';
import { listGateRuns } from '../store/run-store.ts';

const SLOW = ['build-amd64', 'test-a', 'test-b'].map((job) => `${job} step_ms=150\n`).join('');

interface Victims {
  readonly gate: LabProcess;
  readonly server: LabServer;
  /** The status of test-a. */
  readonly jobPid: number;
}

/** Kills a process in the middle of a flight on hosts, and then runs the gate again as cron does. */
async function assertResumed(
  t: ExecutionContext,
  kill: (victims: Victims) => Promise<void> | void,
  rerun: readonly string[] | null,
): Promise<void> {
  await using folder = await scratchFolder('gate-runner');
  await withLabServer(folder.path, async (db, server) => {
    await using gate = await startGateLab({ db, runsJobs: true });
    const pushes = await watchPushes(gate.xen);
    const revision = await gate.commit(SLOW);
    const words = osstestCommand('gate', 'run', gate.branchFile, '--config', gate.configFile);
    const first = startLabProcess('gate', words);
    const touches = () => gate.lab.touches().filter(({ job }) => job === '2.test-a');
    await pollUntil(
      () => Promise.resolve(touches().length > 3 ? { done: true } : { waiting: first.log.at(-1) ?? 'it starts' }),
      { subject: 'test-a', timeoutMs: minutes(15), intervalMs: 20 },
    );
    await kill({ gate: first, server, jobPid: touches().at(-1)?.pid ?? 0 });
    await first.ended;
    const second = startLabProcess('gate', words);
    await second.ended;
    const log = [...first.log, ...second.log].join('\n');
    t.is(await gate.published(), revision, log);
    t.is((await pushes()).length, 1);
    t.is((await listFlights(db)).length, 2);
    const judged = (await listGateRuns(db)).filter(({ state }) => state.flight !== null);
    t.is(judged.length, 1);
    t.like(judged[0], { phase: 'over', state: { verdict: 'perfect', push: { kind: 'pushed' } } });
    t.deepEqual(await lookAtFlight(db, 2, { touches: gate.lab.touches(), before: [] }), [], log);
    const attempts = (await readAttempts(db, { flight: 2 })).map(({ job, why }) => `${job} ${why}`);
    if (rerun !== null) t.deepEqual(attempts, rerun);
    t.is(new Set(gate.mails().map((mail) => /^Message-ID: (.*)$/m.exec(mail)?.[1])).size, 1);
  });
}

test.serial(
  'when a gate is killed in the middle of a flight, its jobs continue, and so does the next gate',
  async (t) => {
    await assertResumed(t, ({ gate }) => gate.kill('SIGKILL'), []);
  },
);

test.serial('a killed job is run again, and the tested revision is pushed', async (t) => {
  await assertResumed(t, ({ jobPid }) => void process.kill(jobPid, 'SIGKILL'), ['test-a lost']);
});

test.serial('when PostgreSQL is killed in the middle of a flight, nothing is lost', async (t) => {
  const kill = async ({ server }: Victims): Promise<void> => {
    server.kill();
    await server.revive();
  };
  await assertResumed(t, kill, null);
});
