import test from 'ava';
import { randomBytes } from 'node:crypto';
import { listFlights } from '../../record/flights/list-flights.ts';
import { startGate } from '../../fault-injection/gate/start-gate.ts';
import { startGateLab } from '../../fault-injection/gate/start-gate-lab.ts';
import { canMakeSmallDisk, withSmallDisk } from '../../testing/machine/small-disk.ts';
import { listGateRuns } from '../store/run-store.ts';

const withMounts = (await canMakeSmallDisk()) ? test.serial : test.serial.skip;

withMounts('a disk without room for the trees ends the run with one line, and the next run continues', async (t) => {
  await using gate = await startGateLab();
  const old = await gate.published();
  const large = { faults: '', large: randomBytes(2_000_000).toString('hex') };
  const revision = await gate.xen.commit('staging', large);
  const { cacheDir } = gate.config.paths;
  const { output, ended } = startGate(gate, await withSmallDisk(cacheDir, '1m'));
  await ended;
  t.regex(output.stderr, /^gate-test: \S+xen\.git: fetch failed: .*No space left on device/m);
  t.is(await gate.published(), old);
  t.is((await listFlights(gate.db)).length, 1);
  t.regex((await listGateRuns(gate.db))[0]?.state.problems.join('\n') ?? '', /No space left on device/);
  await gate.run();
  t.is(await gate.published(), revision);
});

withMounts(
  'a disk without room for the report is reported, and the tested revision is pushed and mailed',
  async (t) => {
    await using gate = await startGateLab();
    const revision = await gate.commit();
    const { output, ended } = startGate(gate, await withSmallDisk(gate.config.paths.stashDir, '4k'));
    await ended;
    t.is(output.stdout.trim(), 'over', output.stderr);
    t.is(await gate.published(), revision);
    t.is(gate.mails().length, 1);
    t.regex((await listGateRuns(gate.db))[0]?.state.problems.join('\n') ?? '', /^files of the report: .*ENOSPC/m);
  },
);
