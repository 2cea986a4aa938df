import test from 'ava';
import { listFlights } from '../record/flights/list-flights.ts';
import { startGateLab } from '../fault-injection/gate/start-gate-lab.ts';
import { runInTerminal } from '../testing/machine/run-in-terminal.ts';
import { main } from './main.ts';

test('gate run, block and status work with the configuration that they are given', async (t) => {
  await using gate = await startGateLab();
  const osstest = (...words: string[]) => runInTerminal(main, [...words, '--config', gate.configFile]);
  const none = await osstest('gate', 'run', gate.branchFile);
  t.is(none.stdout, `gate-test: nothing: up to date: ${await gate.published()} is published\n`, none.stderr);
  t.is(none.exitCode, 0);
  const revision = await gate.commit();
  const dry = await osstest('gate', 'run', gate.branchFile, '--dry-run');
  t.regex(
    dry.stdout,
    new RegExp(`^gate-test: test, and push if there is no blocking failure: ${revision} is new`),
    dry.stderr,
  );
  t.is((await listFlights(gate.db)).length, 1);
  t.is((await osstest('gate', 'block', 'gate-test', '--reason', 'release')).exitCode, 0);
  const status = await osstest('gate', 'status');
  t.regex(status.stdout, /^gate-test +never +never tested; since then: up to date/m, status.stderr);
  t.regex(status.stdout, /^gate-test: pushes are blocked by .*: release, since /m);
});
